package io.thalweg.server.push;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.model.MemberStanding;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/**
 * What members are told beside events, if they ask for it with {@code control=true}; gaps and the
 * end as in {@link ControlText}.
 *
 * <ul>
 *   <li>{@code {"control":"assignment","generation":g,"partitions":[..],"revoking":[..],"paused":
 *       [..],"idle":false}}: what the member holds, first and after every change. Nothing more
 *       comes of those that are {@code revoking}; they go to others when what was sent of them is
 *       acknowledged, or after the session timeout.
 *   <li>{@code {"control":"committed","generation":g,"committed":{"0":58}}}: acknowledged up to
 *       there, durably.
 *   <li>{@code {"control":"lost","partition":p,"reason":".."}}: what was sent of the partition
 *       cannot be acknowledged any more and will be delivered again, here or elsewhere.
 *   <li>{@code {"control":"heartbeat","in_flight":n}}: so many events are not acknowledged.
 * </ul>
 */
final class GroupControlText {
  private GroupControlText() {}

  static String assignment(MemberStanding standing) {
    return new JsonObject()
        .put("control", "assignment")
        .put("generation", standing.generation())
        .put("partitions", new JsonArray(standing.partitions()))
        .put("revoking", new JsonArray(standing.revoking()))
        .put("paused", new JsonArray(standing.paused()))
        .put("idle", standing.idle())
        .encode();
  }

  static String committed(CommitReply reply) {
    JsonObject committed = new JsonObject();
    new TreeMap<>(reply.committed())
        .forEach((partition, offset) -> committed.put(Integer.toString(partition), offset));
    return new JsonObject()
        .put("control", "committed")
        .put("generation", reply.generation())
        .put("committed", committed)
        .encode();
  }

  static String lost(int partition, String reason) {
    return new JsonObject()
        .put("control", "lost")
        .put("partition", partition)
        .put("reason", reason)
        .encode();
  }

  static String heartbeat(int inFlight) {
    return "{\"control\":\"heartbeat\",\"in_flight\":" + inFlight + "}";
  }
}
