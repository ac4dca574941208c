package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.Murmur2;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.AppendResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a {@link PlainWrite} stores in one stream. Not thread-safe. */
final class PlainStream {
  // As in append.lua.
  private static final int CHUNK_EVENTS = 256;
  private static final int CHUNK_BYTES = 65_536;

  private static final byte[] XADD = RespCommands.encodedWords("XADD");
  private static final byte[] HSET = RespCommands.encodedWords("HSET");
  private static final byte[] EVENT = RespCommands.encodedWords("event");
  private static final byte[] DATA = RespCommands.encodedWords("data");
  private static final byte[] KEY = RespCommands.encodedWords("partition_key");
  private static final byte[] HEADERS = RespCommands.encodedWords("headers");
  private static final byte[] ORDINAL = RespCommands.encodedWords("ordinal");
  private static final byte[] BYTES = RespCommands.encodedWords("bytes");

  private final StreamName stream;
  private final Standing before;
  private final long timestamp;
  private final byte[] suffix;
  private final Keys keys;
  private final Map<Integer, Tail> tails = new HashMap<>();
  private long head;
  private long bytes;
  private long indexAt;
  private long indexBytes;
  private long largest;
  private int turn;

  /** The end of a partition that is added to. */
  private static final class Tail {
    final byte[] key;
    long ordinal;

    Tail(byte[] key, long ordinal) {
      this.key = key;
      this.ordinal = ordinal;
    }
  }

  /**
   * @param nowMs what the server's clock says
   */
  PlainStream(StreamName stream, Standing before, long nowMs, Keys keys) {
    this.stream = stream;
    this.before = before;
    this.timestamp = Math.max(before.timestamp(), nowMs);
    this.suffix = RespCommands.part("-" + timestamp);
    this.keys = keys;
    this.head = before.head();
    this.bytes = before.bytes();
    this.indexAt = before.indexAt();
    this.indexBytes = before.indexBytes();
    this.largest = before.largest();
    this.turn = before.turn();
  }

  /** The server's process that it was written on last. */
  String run() {
    return before.run();
  }

  long generation() {
    return before.generation();
  }

  /** Where the stream stands once the events are stored. */
  long head() {
    return head;
  }

  /** Adds the commands that store events, and tells where these are then. */
  AppendResult add(EventBatch events, RespCommands commands) {
    long first = head;
    int[] partitions = before.partitions() == 1 ? null : new int[events.count()];
    EventCursor event = events.cursor();
    while (event.next()) {
      int partition = partition(event.keyHash());
      if (partitions != null) {
        partitions[(int) (head - first)] = partition;
      }
      addIndex(commands);
      addEntry(commands, event, tails.computeIfAbsent(partition, this::tail));
      largest = Math.max(largest, event.length());
      bytes += event.length();
      head++;
    }
    return AppendResult.dense(events.count(), first, timestamp, partitions);
  }

  private int partition(long keyHash) {
    if (before.partitions() == 1) {
      return 0;
    }
    if (keyHash >= 0) {
      return Murmur2.partition(keyHash, before.partitions());
    }
    int next = turn;
    turn = (turn + 1) % before.partitions();
    return next;
  }

  private Tail tail(int partition) {
    return new Tail(
        RespCommands.encodedWords(keys.events(stream, partition)),
        before.ordinals().get(partition));
  }

  private void addIndex(RespCommands commands) {
    if (head - indexAt >= CHUNK_EVENTS || bytes - indexBytes >= CHUNK_BYTES) {
      indexAt = head;
      indexBytes = bytes;
      commands.begin(5).encoded(XADD).word(keys.index(stream)).word(head, suffix);
      commands.encoded(BYTES).word(bytes);
    }
  }

  private void addEntry(RespCommands commands, EventCursor event, Tail tail) {
    byte[] array = event.array();
    boolean hasKey = event.hasKey();
    int headersLength = event.headersLength();
    boolean hasOrdinal = before.partitions() > 1;
    int further = (hasKey ? 2 : 0) + (headersLength >= 0 ? 2 : 0) + (hasOrdinal ? 2 : 0);
    commands.begin(7 + further).encoded(XADD).encoded(tail.key).word(head, suffix);
    commands.encoded(EVENT).word(array, event.typeAt(), RecordFormat.typeLength(array, event.at()));
    commands.encoded(DATA).word(array, event.dataAt(), RecordFormat.dataLength(array, event.at()));
    if (hasKey) {
      commands.encoded(KEY).word(array, event.keyAt(), event.keyLength());
    }
    if (headersLength >= 0) {
      commands.encoded(HEADERS).word(array, event.headersAt(), headersLength);
    }
    if (hasOrdinal) {
      commands.encoded(ORDINAL).word(tail.ordinal);
    }
    tail.ordinal++;
  }

  /** Adds the command that stores where the stream stands then. */
  void end(RespCommands commands) {
    List<String> fields = new ArrayList<>();
    set(fields, "head", -1, head);
    set(fields, "timestamp", before.timestamp(), timestamp);
    set(fields, "bytes", before.bytes(), bytes);
    set(fields, "turn", before.turn(), turn);
    set(fields, "index_at", before.indexAt(), indexAt);
    set(fields, "index_bytes", before.indexBytes(), indexBytes);
    set(fields, "largest", before.largest(), largest);
    if (before.partitions() > 1) {
      tails.forEach(
          (partition, tail) -> set(fields, Standing.counter(partition), -1, tail.ordinal));
    }
    commands.begin(2 + fields.size()).encoded(HSET).word(keys.stream(stream));
    fields.forEach(commands::word);
  }

  private static void set(List<String> fields, String field, long was, long is) {
    if (was != is) {
      fields.add(field);
      fields.add(Long.toString(is));
    }
  }
}
