package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches what a plan says in one round trip: a few partitions by plain commands, which cost Redis
 * the least for each event; many by a script, which answers only for those that have something.
 */
final class PageFetch {
  /** What offsets may be, in the arithmetic of the scripts. */
  static final long OFFSET_MAX = 1L << 53;

  private static final int COMMANDS_MAX = 64;
  private static final String[] BEGIN = {
    "generation", "head", "min", "partitions", "largest", "run"
  };

  private final Servers servers;
  private final Keys keys;

  /**
   * What came.
   *
   * @param begin the fields of {@link #begin}, read before any event; null if there is no stream
   * @param end generation and begin of the stream, read after the last event
   * @param entries of each partition of the plan; null for none
   */
  record Fetched(Response begin, Response end, Response[] entries) {}

  PageFetch(Servers servers, Keys keys) {
    this.servers = servers;
    this.keys = keys;
  }

  /** Generation, head, begin, partitions, size of the largest event, and the last run. */
  Request begin(StreamName stream) {
    return StreamColumns.fields(keys, stream, BEGIN);
  }

  Future<Fetched> fetch(StreamName stream, PagePlan plan) {
    return plan.partitions().size() > COMMANDS_MAX
        ? byScript(stream, plan)
        : byCommands(stream, plan);
  }

  private Future<Fetched> byCommands(StreamName stream, PagePlan plan) {
    int partitions = plan.partitions().size();
    List<Request> requests = new ArrayList<>(partitions + 2);
    requests.add(begin(stream));
    for (int i = 0; i < partitions; i++) {
      requests.add(
          Request.cmd(Command.XRANGE)
              .arg(keys.events(stream, plan.partitions().get(i)))
              .arg(Math.min(plan.starts()[i], OFFSET_MAX))
              .arg(to(plan))
              .arg("COUNT")
              .arg(plan.countEach()));
    }
    requests.add(StreamColumns.fields(keys, stream, "generation", "head", "min"));
    return servers
        .read(keys.slot(stream), requests)
        .map(
            replies ->
                new Fetched(
                    replies.get(0),
                    replies.get(partitions + 1),
                    replies.subList(1, partitions + 1).toArray(Response[]::new)));
  }

  private Future<Fetched> byScript(StreamName stream, PagePlan plan) {
    return servers
        .script(keys.slot(stream), Script.PAGE, server -> script(stream, plan))
        .map(
            reply -> {
              Response[] entries = new Response[plan.partitions().size()];
              if (reply == null) {
                return new Fetched(null, null, entries);
              }
              Response found = reply.get(1);
              for (int i = 0; i < found.size(); i += 2) {
                int partition = found.get(i).toInteger();
                entries[plan.isOfAll() ? partition : plan.partitions().indexOf(partition)] =
                    found.get(i + 1);
              }
              return new Fetched(reply.get(0), reply.get(0), entries);
            });
  }

  private Request script(StreamName stream, PagePlan plan) {
    Request request = Script.PAGE.call(keys, stream).arg(BEGIN.length);
    for (String field : BEGIN) {
      request.arg(field);
    }
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
