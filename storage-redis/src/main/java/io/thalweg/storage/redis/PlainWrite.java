package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Plain events for one stream of one partition, as a {@linkplain Transactions transaction}. It
 * stores what {@code write.lua} would; but what goes through Lua costs Redis half as much again an
 * event, and the script itself more than all that a transaction has beside its events.
 *
 * <p>Whatever is not as plain as it was thought is left to the script, which also knows what to
 * answer. Not thread-safe.
 */
final class PlainWrite {
  /** Of all batches together, as a transaction holds up everybody else on its server. */
  static final int EVENTS_MAX = 3_000;

  // As in write.lua.
  private static final int CHUNK_EVENTS = 256;
  private static final int CHUNK_BYTES = 65_536;

  private static final byte[] EVENT = RespCommands.encodedWord("event");
  private static final byte[] DATA = RespCommands.encodedWord("data");
  private static final byte[] BYTES = RespCommands.encodedWord("bytes");
  private static final byte[] NOTHING = {};

  /** What an event's command has beside its record, about. */
  private static final int COMMAND_BYTES = 100;

  private final List<WriteBatch> batches;
  private final StreamName stream;
  private final Keys keys;
  private final String node;
  private final int ownListeners;
  private Standing before;
  private boolean tellsOthers;
  private long head;
  private long timestamp;
  private long bytes;
  private long indexAt;
  private long indexBytes;
  private long largest;

  /**
   * @param batches {@linkplain #isFor for} this, all to the same stream
   * @param ownListeners how many of those who listen for changes there are this node
   */
  PlainWrite(List<WriteBatch> batches, Keys keys, String node, int ownListeners) {
    this.batches = batches;
    this.stream = batches.get(0).appends().get(0).stream();
    this.keys = keys;
    this.node = node;
    this.ownListeners = ownListeners;
  }

  /** Whether the batch is one of events that have nothing but a type and data. */
  static boolean isFor(WriteBatch batch) {
    if (!WriteUnit.isUnconditional(batch)) {
      return false;
    }
    EventBatch events = batch.appends().get(0).events();
    return events.count() <= EVENTS_MAX && WriteUnit.isPlain(events);
  }

  /**
   * The transaction's commands; null if it is not for this stream.
   *
   * @param run of the server that the stream must have been written on last
   */
  RespCommands commands(String run, Standing seen) {
    if (!run.equals(seen.run()) || !seen.isPlain()) {
      return null;
    }
    before = seen;
    tellsOthers = isHeardByOthers(seen);
    timestamp = seen.nextTimestamp();
    bytes = seen.bytes();
    indexAt = seen.indexAt();
    indexBytes = seen.indexBytes();
    largest = seen.largest();
    return commands();
  }

  private boolean isHeardByOthers(Standing seen) {
    return seen.listeners() > ownListeners;
  }

  private RespCommands commands() {
    RespCommands commands = new RespCommands(bytesOf(batches));
    head = addEvents(commands);
    commands.add(
        "HSET",
        keys.stream(stream),
        "head",
        Long.toString(head),
        "timestamp",
        Long.toString(timestamp),
        "bytes",
        Long.toString(bytes),
        "index_at",
        Long.toString(indexAt),
        "index_bytes",
        Long.toString(indexBytes),
        "largest",
        Long.toString(largest));
    if (tellsOthers) {
      commands.add("PUBLISH", keys.channel(), hint());
    }
    return commands.add("EXEC");
  }

  /** Tells those who listen. */
  String hint() {
    return node + "\n" + stream;
  }

  /**
   * Whether somebody has to be told yet, who began to listen after the look.
   *
   * @param after how it was seen after the transaction; null if nobody knows
   */
  boolean mustBeTold(Standing after) {
    return !tellsOthers && (after == null || isHeardByOthers(after));
  }

  private static int bytesOf(List<WriteBatch> batches) {
    long bytes = 1_024;
    for (WriteBatch batch : batches) {
      bytes += batch.bytes() + (long) COMMAND_BYTES * batch.appends().get(0).events().count();
    }
    return (int) bytes;
  }

  private long addEvents(RespCommands commands) {
    byte[] event = xadd(keys.events(stream, 0));
    byte[] index = xadd(keys.index(stream));
    byte[] suffix = RespCommands.part("-" + timestamp);
    long offset = before.head();
    for (WriteBatch batch : batches) {
      EventCursor next = batch.appends().get(0).events().cursor();
      while (next.next()) {
        if (offset - indexAt >= CHUNK_EVENTS || bytes - indexBytes >= CHUNK_BYTES) {
          indexAt = offset;
          indexBytes = bytes;
          commands.begin(5).encoded(index).word(offset, suffix);
          commands.encoded(BYTES).word(bytes, NOTHING);
        }
        commands.begin(7).encoded(event).word(offset, suffix);
        commands.encoded(EVENT).word(next.array(), next.typeAt(), typeLength(next));
        commands.encoded(DATA).word(next.array(), next.dataAt(), dataLength(next));
        largest = Math.max(largest, next.length());
        bytes += next.length();
        offset++;
      }
    }
    return offset;
  }

  private static byte[] xadd(String key) {
    Buffer words = Buffer.buffer();
    return words
        .appendBytes(RespCommands.encodedWord("XADD"))
        .appendBytes(RespCommands.encodedWord(key))
        .getBytes();
  }

  private static int typeLength(EventCursor event) {
    return RecordFormat.typeLength(event.array(), event.at());
  }

  private static int dataLength(EventCursor event) {
    return RecordFormat.dataLength(event.array(), event.at());
  }

  /** The server's process that it was written on. */
  String run() {
    return before.run();
  }

  StreamName stream() {
    return stream;
  }

  long generation() {
    return before.generation();
  }

  /** Where the stream stands once the events are stored. */
  long head() {
    return head;
  }

  /** Where the events are, once they are stored. */
  List<WriteOutcome> outcomes() {
    List<WriteOutcome> outcomes = new ArrayList<>(batches.size());
    long first = before.head();
    for (WriteBatch batch : batches) {
      int count = batch.appends().get(0).events().count();
      AppendResult place = AppendResult.dense(count, first, timestamp, null);
      outcomes.add(WriteOutcome.stored(List.of(place)));
      first += count;
    }
    return outcomes;
  }
}
