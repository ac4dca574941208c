package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.SeekRequest;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.Body;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;

/** {@code POST …/group/{group}/seek}: moves the group, forward or back. */
final class SeekRoute implements Endpoint {
  private final GroupCalls groups;

  SeekRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    GroupName group = exchange.group();
    exchange.query().refuseOthers();
    exchange
        .body()
        .map(body -> request(stream, group, body))
        .compose(groups::seek)
        .map(positions -> new JsonObject().put("committed", GroupJson.offsets(positions)))
        .onSuccess(json -> exchange.json(200, json))
        .onFailure(exchange::fail);
  }

  private static SeekRequest request(StreamName stream, GroupName group, Body body) {
    JsonFields fields = JsonFields.parse(body.bytes(), body.length());
    StartPoint to = GroupSettings.start(fields, "to", null);
    Set<Integer> partitions = new HashSet<>();
    fields
        .numbers("partitions", 0, StreamConfig.PARTITIONS_MAX - 1)
        .forEach(partition -> partitions.add(partition.intValue()));
    boolean empty = fields.has("partitions") && partitions.isEmpty();
    boolean force = fields.flag("force", false);
    fields.refuseOthers();
    if (to == null) {
      throw StreamException.invalid("to", "is missing");
    }
    if (empty) {
      throw StreamException.invalid("partitions", "must name one at least");
    }
    return new SeekRequest(stream, group, to, partitions, force);
  }
}
