package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.buffer.Buffer;
import java.util.stream.Stream;

/**
 * Many plain events for one stream of one partition, as a transaction of Redis: {@code WATCH}, a
 * look at the stream, and {@code MULTI} to {@code EXEC}, which stores everything if the stream is
 * still as it was, or nothing. It stores what {@code write.lua} would; but what goes through Lua
 * costs Redis half as much again an event, which is more than the second round trip.
 *
 * <p>Whatever is not as plain as it was thought is left to the script, which also knows what to
 * answer. Not thread-safe.
 */
final class BulkWrite {
  /** Of all batches together, as a transaction holds up everybody else on its server. */
  static final int EVENTS_MAX = 3_000;

  /** With fewer the script is done sooner. */
  private static final int EVENTS_MIN = 200;

  // As in write.lua.
  private static final int CHUNK_EVENTS = 256;
  private static final int CHUNK_BYTES = 65_536;

  private static final String[] FIELDS = {
    "run",
    "generation",
    "partitions",
    "head",
    "timestamp",
    "bytes",
    "index_at",
    "index_bytes",
    "largest"
  };

  private static final byte[] EVENT = RespCommands.encodedWord("event");
  private static final byte[] DATA = RespCommands.encodedWord("data");
  private static final byte[] BYTES = RespCommands.encodedWord("bytes");
  private static final byte[] NOTHING = {};

  /** What an event's command has beside its record, about. */
  private static final int COMMAND_BYTES = 100;

  private final WriteCall call;
  private final StreamName stream;
  private final Keys keys;
  private final String node;
  private final int ownListeners;
  private long generation;
  private long head;
  private long timestamp;
  private long bytes;
  private long indexAt;
  private long indexBytes;
  private long largest;

  /**
   * @param call of batches that are {@linkplain #isFor for} this
   * @param ownListeners how many of those who listen for changes there are this node
   */
  BulkWrite(WriteCall call, Keys keys, String node, int ownListeners) {
    this.call = call;
    this.stream = call.streams().get(0);
    this.keys = keys;
    this.node = node;
    this.ownListeners = ownListeners;
  }

  /** Whether the batch is one of many events that have nothing but a type and data. */
  static boolean isFor(WriteBatch batch) {
    if (!WriteUnit.isUnconditional(batch)) {
      return false;
    }
    EventBatch events = batch.appends().get(0).events();
    return events.count() >= EVENTS_MIN
        && events.count() <= EVENTS_MAX
        && WriteUnit.isPlain(events);
  }

  /** What to ask before; the last one opens the transaction. */
  RespCommands look() {
    String hash = keys.stream(stream);
    String events = keys.events(stream, 0);
    return new RespCommands(512)
        .add("WATCH", hash, events)
        .add(Stream.concat(Stream.of("HMGET", hash), Stream.of(FIELDS)).toArray(String[]::new))
        .add("TIME")
        .add("XREVRANGE", events, "+", "-", "COUNT", "1")
        .add("PUBSUB", "NUMSUB", keys.channel())
        .add("MULTI");
  }

  /**
   * The transaction's commands; null if it is not for this stream.
   *
   * @param run that the stream must have been written on last
   * @param seen what came of {@link #look}
   */
  RespCommands commands(String run, RespCursor seen) {
    seen.skip();
    seen.array();
    if (!run.equals(seen.text())) {
      return null;
    }
    generation = seen.number();
    long partitions = seen.number();
    head = seen.number();
    timestamp = seen.number();
    bytes = seen.number();
    indexAt = seen.number();
    indexBytes = seen.number();
    largest = seen.number();
    timestamp = Math.max(timestamp, millis(seen));
    if (partitions != 1 || indexAt < 0 || lastOffset(seen) >= head) {
      return null;
    }
    seen.array();
    seen.skip();
    return commands(seen.number() > ownListeners);
  }

  private static long millis(RespCursor time) {
    time.array();
    return time.number() * 1_000 + time.number() / 1_000;
  }

  private static long lastOffset(RespCursor newest) {
    if (newest.array() == 0) {
      return -1;
    }
    newest.array();
    String id = newest.text();
    newest.skip();
    return Long.parseLong(id.substring(0, id.indexOf('-')));
  }

  private RespCommands commands(boolean tellsOthers) {
    RespCommands commands = new RespCommands(bytesOf(call));
    long end = addEvents(commands);
    commands.add(
        "HSET",
        keys.stream(stream),
        "head",
        Long.toString(end),
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
      commands.add("PUBLISH", keys.channel(), node + "\n" + stream);
    }
    return commands.add("EXEC");
  }

  private static int bytesOf(WriteCall call) {
    long bytes = 1_024;
    for (WriteBatch batch : call.batches()) {
      bytes += batch.bytes() + (long) COMMAND_BYTES * batch.appends().get(0).events().count();
    }
    return (int) bytes;
  }

  private long addEvents(RespCommands commands) {
    byte[] event = xadd(keys.events(stream, 0));
    byte[] index = xadd(keys.index(stream));
    byte[] suffix = RespCommands.part("-" + timestamp);
    long offset = head;
    for (WriteBatch batch : call.batches()) {
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

  /** Where the events are, once they are stored. */
  WriteReply reply() {
    return WriteReply.dense(call, generation, head, timestamp);
  }
}
