package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches what a plan says in one round trip: a few partitions by plain commands, which cost Redis
 * the least for each event; many by a script, which answers only for those that have something.
 */
final class PageFetch {
  /** What offsets may be, in the arithmetic of the scripts. */
  static final long OFFSET_MAX = 1L << 53;

  private static final int COMMANDS_MAX = 256;
  private static final int COMMAND_BYTES = 128;
  private static final byte[] RANGE = RespCommands.encodedWords("XRANGE");
  private static final byte[] ENDS =
      RespCommands.encodedWords(StreamEnds.FIELDS.toArray(String[]::new));

  private final Servers servers;
  private final Keys keys;

  /**
   * What came.
   *
   * @param begin the stream before any event was read
   * @param end the stream after the last event was read
   * @param entries of each partition that was asked for and may have some
   * @param bytes how much all of it is
   */
  record Fetched(StreamEnds begin, StreamEnds end, List<EntryCursor> entries, int bytes) {}

  PageFetch(Servers servers, Keys keys) {
    this.servers = servers;
    this.keys = keys;
  }

  /** Where the stream is, or null if there is none. */
  Future<StreamEnds> ends(StreamName stream) {
    return servers
        .readRaw(keys.slot(stream), askForEnds(new RespCommands(COMMAND_BYTES), stream))
        .map(replies -> StreamEnds.read(replies.cursor()));
  }

  private RespCommands askForEnds(RespCommands commands, StreamName stream) {
    return commands
        .begin(2 + StreamEnds.FIELDS.size())
        .word("HMGET")
        .word(keys.stream(stream))
        .encoded(ENDS);
  }

  Future<Fetched> fetch(StreamName stream, PagePlan plan) {
    return plan.partitions().size() > COMMANDS_MAX
        ? byScript(stream, plan)
        : byCommands(stream, plan);
  }

  private Future<Fetched> byCommands(StreamName stream, PagePlan plan) {
    RespCommands commands = new RespCommands(COMMAND_BYTES * (plan.partitions().size() + 2));
    askForEnds(commands, stream);
    byte[] to = RespCommands.encodedWords(to(plan), "COUNT", Integer.toString(plan.countEach()));
    for (int i = 0; i < plan.partitions().size(); i++) {
      commands
          .begin(6)
          .encoded(RANGE)
          .word(keys.events(stream, plan.partitions().get(i)))
          .word(Math.min(plan.starts()[i], OFFSET_MAX))
          .encoded(to);
    }
    askForEnds(commands, stream);
    return servers
        .readRaw(keys.slot(stream), commands)
        .map(
            replies -> {
              int count = plan.partitions().size();
              List<EntryCursor> entries = new ArrayList<>(count);
              for (int i = 0; i < count; i++) {
                entries.add(new EntryCursor(replies.cursor(i + 1), plan.partitions().get(i)));
              }
              return new Fetched(
                  StreamEnds.read(replies.cursor(0)),
                  StreamEnds.read(replies.cursor(count + 1)),
                  entries,
                  replies.length());
            });
  }

  private Future<Fetched> byScript(StreamName stream, PagePlan plan) {
    return servers
        .script(keys.slot(stream), Script.PAGE, server -> script(stream, plan))
        .map(
            reply -> {
              if (reply == null) {
                return new Fetched(null, null, List.of(), 0);
              }
              RespFrame replies = RespText.frame(List.of(reply));
              RespCursor found = replies.cursor();
              found.array();
              StreamEnds ends = StreamEnds.read(found);
              List<EntryCursor> entries = new ArrayList<>();
              for (int left = found.array(); left > 0; left -= 2) {
                int partition = (int) found.number();
                RespCursor list = new RespCursor(found.bytes(), found.at());
                entries.add(new EntryCursor(list, partition));
                found.skip();
              }
              return new Fetched(ends, ends, entries, replies.length());
            });
  }

  private Request script(StreamName stream, PagePlan plan) {
    Request request = Script.PAGE.call(keys, stream).arg(StreamEnds.FIELDS.size());
    StreamEnds.FIELDS.forEach(request::arg);
    request.arg(to(plan)).arg(plan.countEach());
    if (plan.isOfAll()) {
      return request.arg(Math.min(plan.from(), OFFSET_MAX));
    }
    for (int i = 0; i < plan.partitions().size(); i++) {
      request.arg(plan.partitions().get(i)).arg(Math.min(plan.starts()[i], OFFSET_MAX));
    }
    return request;
  }

  private static String to(PagePlan plan) {
    return plan.isWindow() ? Long.toString(Math.max(plan.to() - 1, 0)) : "+";
  }
}
