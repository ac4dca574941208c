package io.thalweg.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Replies as they come over a socket, whole or in pieces. */
class RespTest {
  private static final String ENTRIES =
      "*2\r\n"
          + "*2\r\n$4\r\n7-99\r\n*4\r\n$5\r\nevent\r\n$1\r\na\r\n$4\r\ndata\r\n$4\r\n\"\r\n\"\r\n"
          + "*2\r\n$7\r\n10-1234\r\n*12\r\n$5\r\nevent\r\n$0\r\n\r\n$4\r\ndata\r\n$1\r\n1\r\n"
          + "$13\r\npartition_key\r\n$1\r\nk\r\n$2\r\nid\r\n$3\r\nabc\r\n"
          + "$7\r\nheaders\r\n$2\r\n{}\r\n$7\r\nordinal\r\n$2\r\n42\r\n";
  private static final String REPLIES = "*2\r\n$1\r\n5\r\n$-1\r\n" + ENTRIES + ":17\r\n*0\r\n";

  @Test
  void findsTheEndOfRepliesWhereverTheyAreCut() {
    Buffer all = Buffer.buffer(REPLIES + "+next\r\n");
    for (int cut = 0; cut <= REPLIES.length(); cut++) {
      RespFrame frame = new RespFrame(4, 16);

      int taken = frame.add(all.getBuffer(0, cut), 0);
      assertThat(frame.isWhole()).as("cut at %d", cut).isEqualTo(cut == REPLIES.length());
      if (!frame.isWhole()) {
        taken += frame.add(all, cut);
      }

      assertThat(taken).as("cut at %d", cut).isEqualTo(REPLIES.length());
      assertThat(frame.isWhole()).isTrue();
      assertThat(frame.hasError()).isFalse();
      assertThat(frame.length()).isEqualTo(REPLIES.length());
      assertThat(frame.cursor(0).array()).isEqualTo(2);
      assertThat(new EntryCursor(frame.cursor(1), 3).lastOffset()).isEqualTo(10);
      assertThat(frame.cursor(2).number()).isEqualTo(17);
      assertThat(frame.cursor(3).array()).isZero();
    }
  }

  @Test
  void noticesAnErrorAmongReplies() {
    RespFrame frame = new RespFrame(2, 64);

    frame.add(Buffer.buffer("$2\r\n-a\r\n-LOADING not yet\r\n"), 0);

    assertThat(frame.isWhole()).isTrue();
    assertThat(frame.hasError()).isTrue();
  }

  @Test
  void takesNoMinusWithinAStringForAnError() {
    RespFrame frame = new RespFrame(1, 64);

    frame.add(Buffer.buffer("$6\r\n\r\n-ERR\r\n"), 0);

    assertThat(frame.isWhole()).isTrue();
    assertThat(frame.hasError()).isFalse();
  }

  @Test
  void readsNumbersStringsAndNothing() {
    RespCursor reply = new RespCursor(Buffer.buffer(REPLIES).getBytes(), 0);

    assertThat(reply.array()).isEqualTo(2);
    assertThat(reply.number()).isEqualTo(5);
    assertThat(reply.text()).isNull();
    reply.skip();
    assertThat(reply.number()).isEqualTo(17);
    assertThat(reply.array()).isZero();
    assertThat(reply.at()).isEqualTo(REPLIES.length());
  }

  @Test
  void findsTheFieldsOfEntries() {
    RespCursor page = new RespCursor(Buffer.buffer(ENTRIES).getBytes(), 0);
    EntryCursor entry = new EntryCursor(page, 3);

    assertThat(entry.count()).isEqualTo(2);
    assertThat(entry.lastOffset()).isEqualTo(10);
    assertThat(entry.next()).isTrue();
    assertThat(List.of(entry.offset, entry.timestamp, entry.ordinal)).containsExactly(7L, 99L, 7L);
    assertThat(text(entry, entry.data)).isEqualTo("\"\r\n\"");
    assertThat(entry.key.length).isEqualTo(-1);
    assertThat(entry.next()).isTrue();
    assertThat(List.of(entry.offset, entry.timestamp, entry.ordinal))
        .containsExactly(10L, 1234L, 42L);
    assertThat(text(entry, entry.type)).isEmpty();
    assertThat(text(entry, entry.key)).isEqualTo("k");
    assertThat(text(entry, entry.id)).isEqualTo("abc");
    assertThat(text(entry, entry.headers)).isEqualTo("{}");
    assertThat(entry.next()).isFalse();
  }

  @Test
  void mergesPartitionsInTheOrderOfOffsets() {
    EntryMerge merge =
        new EntryMerge(List.of(entries(1, 4, 5, 9), entries(), entries(2, 3, 8)), 2, 9);

    StringBuilder found = new StringBuilder();
    for (EntryCursor entry = merge.next(); entry != null; entry = merge.next()) {
      found.append(entry.offset).append(' ');
    }

    assertThat(found).hasToString("2 3 4 5 8 ");
  }

  @Test
  void mergesManyPartitionsHoweverFarApartTheirOffsetsAre() {
    Random random = new Random(7);
    List<LongStream.Builder> offsets = Stream.generate(LongStream::builder).limit(40).toList();
    List<Long> all = new ArrayList<>();
    for (long offset = 0; all.size() < 5_000; offset += random.nextInt(4) > 0 ? 1 : 1_500) {
      all.add(offset);
      offsets.get(random.nextInt(40)).add(offset);
    }

    List<EntryCursor> partitions =
        offsets.stream().map(each -> entries(each.build().toArray())).toList();
    EntryMerge merge = new EntryMerge(partitions, 0, Long.MAX_VALUE);

    List<Long> found = new ArrayList<>();
    for (EntryCursor entry = merge.next(); entry != null; entry = merge.next()) {
      found.add(entry.offset);
    }
    assertThat(found).isEqualTo(all);
  }

  @Test
  void refusesEntriesOfTheSameOffset() {
    EntryMerge merge = new EntryMerge(List.of(entries(1, 4), entries(2, 4)), 0, 9);
    merge.next();
    merge.next();

    assertThatThrownBy(merge::next)
        .isInstanceOfSatisfying(
            StreamException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CORRUPT));
  }

  @Test
  void givesTheClientLibraryTheSameCommands() {
    RespCommands commands = new RespCommands(16).add("HMGET", "key", "", "häuser");
    commands.begin(3).word("XRANGE").word(17).word(0);

    assertThat(RespText.requests(commands))
        .extracting(Request::toString)
        .containsExactly(
            Request.cmd(Command.HMGET).arg("key").arg("").arg("häuser").toString(),
            Request.cmd(Command.XRANGE).arg(17).arg(0).toString());
  }

  @Test
  void makesACommandOfWordsWhoseNumberWasNotKnown() {
    byte[] binary = {0, '\r', '\n', (byte) 0xff};
    RespCommands words = new RespCommands(16).word("SET").word(-1).word(binary);

    RespCommands commands = new RespCommands(16).add("PING").command(words);

    assertThat(commands.count()).isEqualTo(2);
    assertThat(commands.bytes())
        .isEqualTo(
            Buffer.buffer("*1\r\n$4\r\nPING\r\n*3\r\n$3\r\nSET\r\n$2\r\n-1\r\n$4\r\n")
                .appendBytes(binary)
                .appendString("\r\n"));
    assertThat(RespText.requests(commands).get(1))
        .hasToString(Request.cmd(Command.SET).arg(-1).arg(binary).toString());
  }

  @Test
  void tellsWhatAnErrorSays() {
    RespCursor reply = new RespCursor(Buffer.buffer("-OOM used memory\r\n:1\r\n").getBytes(), 0);

    assertThat(reply.isError()).isTrue();
    assertThat(reply.error()).isEqualTo("OOM used memory");
    assertThat(reply.number()).isEqualTo(1);
  }

  private static EntryCursor entries(long... offsets) {
    StringBuilder text = new StringBuilder("*" + offsets.length + "\r\n");
    for (long offset : offsets) {
      String id = offset + "-1";
      text.append("*2\r\n$" + id.length() + "\r\n" + id + "\r\n*4\r\n");
      text.append("$5\r\nevent\r\n$1\r\na\r\n$4\r\ndata\r\n$1\r\n1\r\n");
    }
    return new EntryCursor(new RespCursor(Buffer.buffer(text.toString()).getBytes(), 0), 0);
  }

  private static String text(EntryCursor entry, EntryCursor.Slice slice) {
    return new String(entry.bytes(), slice.at, slice.length);
  }
}
