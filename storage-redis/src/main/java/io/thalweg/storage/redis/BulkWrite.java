package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

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
  /** Of all batches together: the client library lets so many commands wait for their replies. */
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
  List<Request> look() {
    String events = keys.events(stream, 0);
    Request fields = Request.cmd(Command.HMGET).arg(keys.stream(stream));
    for (String field : FIELDS) {
      fields.arg(field);
    }
    return List.of(
        Request.cmd(Command.WATCH).arg(keys.stream(stream)).arg(events),
        fields,
        Request.cmd(Command.TIME),
        Request.cmd(Command.XREVRANGE).arg(events).arg("+").arg("-").arg("COUNT").arg(1),
        Request.cmd(Command.PUBSUB).arg("NUMSUB").arg(keys.channel()),
        Request.cmd(Command.MULTI));
  }

  /**
   * The transaction's commands; none if it is not for this stream.
   *
   * @param run that the stream must have been written on last
   * @param seen what came of {@link #look}
   */
  List<Request> commands(String run, List<Response> seen) {
    Response fields = seen.get(1);
    boolean isKnown = fields.get(0) != null && run.equals(fields.get(0).toString());
    if (!isKnown || fields.get(2).toInteger() != 1 || fields.get(6).toLong() < 0) {
      return List.of();
    }
    take(fields, seen.get(2));
    if (lastOffset(seen.get(3)) >= head) {
      return List.of();
    }
    List<Request> commands = new ArrayList<>();
    long end = addEvents(commands);
    commands.add(
        Request.cmd(Command.HSET)
            .arg(keys.stream(stream))
            .arg("head")
            .arg(end)
            .arg("timestamp")
            .arg(timestamp)
            .arg("bytes")
            .arg(bytes)
            .arg("index_at")
            .arg(indexAt)
            .arg("index_bytes")
            .arg(indexBytes)
            .arg("largest")
            .arg(largest));
    if (seen.get(4).get(1).toInteger() > ownListeners) {
      String changed = node + "\n" + stream;
      commands.add(Request.cmd(Command.PUBLISH).arg(keys.channel()).arg(changed));
    }
    commands.add(Request.cmd(Command.EXEC));
    return commands;
  }

  private void take(Response fields, Response time) {
    long now = time.get(0).toLong() * 1000 + time.get(1).toLong() / 1000;
    generation = fields.get(1).toLong();
    head = fields.get(3).toLong();
    timestamp = Math.max(now, fields.get(4).toLong());
    bytes = fields.get(5).toLong();
    indexAt = fields.get(6).toLong();
    indexBytes = fields.get(7).toLong();
    largest = fields.get(8).toLong();
  }

  private static long lastOffset(Response newest) {
    if (newest.size() == 0) {
      return -1;
    }
    String id = newest.get(0).get(0).toString();
    return Long.parseLong(id.substring(0, id.indexOf('-')));
  }

  private long addEvents(List<Request> commands) {
    String events = keys.events(stream, 0);
    String suffix = "-" + timestamp;
    long offset = head;
    for (WriteBatch batch : call.batches()) {
      EventCursor event = batch.appends().get(0).events().cursor();
      while (event.next()) {
        if (offset - indexAt >= CHUNK_EVENTS || bytes - indexBytes >= CHUNK_BYTES) {
          indexAt = offset;
          indexBytes = bytes;
          commands.add(
              Request.cmd(Command.XADD)
                  .arg(keys.index(stream))
                  .arg(offset + suffix)
                  .arg("bytes")
                  .arg(bytes));
        }
        commands.add(
            Request.cmd(Command.XADD)
                .arg(events)
                .arg(offset + suffix)
                .arg("event")
                .arg(event.typeBytes())
                .arg("data")
                .arg(event.dataBytes()));
        largest = Math.max(largest, event.length());
        bytes += event.length();
        offset++;
      }
    }
    return offset;
  }

  /** Where the events are, once they are stored. */
  WriteReply reply() {
    return WriteReply.dense(call, generation, head, timestamp);
  }
}
