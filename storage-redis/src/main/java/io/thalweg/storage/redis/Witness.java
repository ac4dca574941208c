package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What this node has seen of each stream, so that it notices when a failover lost some of it: see
 * {@code witness.lua}.
 */
final class Witness {
  private static final Seen NOTHING = new Seen(-1, -1, "");

  private final Servers servers;
  private final Keys keys;
  private final String node;
  private final Consumer<StreamName> changed;
  private final Map<StreamName, Seen> seen = new ConcurrentHashMap<>();

  /**
   * Where a stream was.
   *
   * @param run the server's process that the stream was last written on
   */
  record Seen(long generation, long head, String run) {
    /** Whether what is there now shows that something of it was lost, or may have been. */
    boolean isContradictedBy(long nowGeneration, long nowHead, String nowRun) {
      return generation == nowGeneration && (head > nowHead || !run.equals(nowRun));
    }
  }

  Witness(Servers servers, Keys keys, String node, Consumer<StreamName> changed) {
    this.servers = servers;
    this.keys = keys;
    this.node = node;
    this.changed = changed;
  }

  /** This node knows, and may have told others, that a stream got that far. */
  void saw(StreamName stream, long generation, long head, String run) {
    seen.merge(
        stream,
        new Seen(generation, head, run),
        (before, now) ->
            before.generation == now.generation
                    && before.run.equals(now.run)
                    && before.head > now.head
                ? before
                : now);
  }

  /** As {@link #saw}, of what may be a late answer: a newer generation is not forgotten for it. */
  void delivered(StreamName stream, long generation, long head, String run) {
    if (seen(stream).generation <= generation) {
      saw(stream, generation, head, run);
    }
  }

  void forget(StreamName stream) {
    seen.remove(stream);
  }

  /** Whether nothing that this node has seen stands against writing on this server. */
  boolean agrees(List<StreamName> streams, String run) {
    for (StreamName stream : streams) {
      Seen known = seen.get(stream);
      if (known != null && !known.run.equals(run)) {
        return false;
      }
    }
    return true;
  }

  /** What was seen up to now; of a generation that no stream has if nothing was. */
  Seen seen(StreamName stream) {
    return seen.getOrDefault(stream, NOTHING);
  }

  /** Tells the server what was seen of the streams, which may raise their generations. */
  Future<Void> testify(List<StreamName> streams) {
    return Future.all(streams.stream().map(this::testify).toList()).mapEmpty();
  }

  Future<Void> testify(StreamName stream) {
    Seen known = seen(stream);
    String[] run = new String[1];
    return servers
        .script(
            keys.slot(stream),
            Script.WITNESS,
            server -> {
              run[0] = server.run();
              return Script.WITNESS
                  .call(keys, stream)
                  .arg(server.run())
                  .arg(node)
                  .arg(keys.channel())
                  .arg(stream.value())
                  .arg(known.generation)
                  .arg(known.head)
                  .arg(known.run);
            })
        .map(
            reply -> {
              learn(stream, known, reply, run[0]);
              return null;
            });
  }

  private void learn(StreamName stream, Seen known, Response reply, String run) {
    if (reply == null) {
      seen.remove(stream);
      return;
    }
    long generation = reply.get(0).toLong();
    seen.put(stream, new Seen(generation, reply.get(1).toLong(), run));
    if (known.generation >= 0 && known.generation != generation) {
      changed.accept(stream);
    }
  }
}
