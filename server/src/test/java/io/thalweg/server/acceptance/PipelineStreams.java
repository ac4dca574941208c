package io.thalweg.server.acceptance;

import io.thalweg.core.history.Drain;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Outputs;
import io.thalweg.core.history.Stored;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a pipeline of the numbers from 0 on has left: what went in, what came out of it, and how far
 * its group is.
 */
final class PipelineStreams {
  private static final long NO_OFFSET = -1;

  private final TestClient client;

  PipelineStreams(TestClient client) {
    this.client = client;
  }

  /** Reads all of it into a history. */
  void readInto(History history) {
    List<Stored> inputs = new ArrayList<>();
    read(PipelineIT.IN, event -> inputs.add(input(event)));
    Map<Long, Long> offsets = new HashMap<>();
    inputs.forEach(input -> offsets.put(input.seq(), input.offset()));
    List<Long> outputs = new ArrayList<>();
    read(
        PipelineIT.OUT,
        event -> outputs.add(offsets.getOrDefault(event.getLong("data"), NO_OFFSET)));
    history.add(new Drain("pipeline", 0, inputs));
    history.add(
        new Outputs(inputs, committed(), outputs.stream().mapToLong(offset -> offset).toArray()));
  }

  private static Stored input(JsonObject event) {
    long number = event.getLong("data");
    return new Stored(
        event.getLong("offset"),
        event.getInteger("partition"),
        0,
        number,
        History.digest(Long.toString(number)));
  }

  private Map<Integer, Long> committed() {
    Map<Integer, Long> committed = new HashMap<>();
    for (Object each : client.get(PipelineIT.GROUP).getJsonArray("partitions")) {
      JsonObject partition = (JsonObject) each;
      committed.put(partition.getInteger("partition"), partition.getLong("committed"));
    }
    return committed;
  }

  private void read(String stream, Consumer<JsonObject> reader) {
    long next = 0;
    JsonObject page;
    do {
      page = client.get(stream + "/consume/check?limit=10000&from_offset=" + next);
      page.getJsonArray("events").forEach(event -> reader.accept((JsonObject) event));
      next = page.getLong("next_offset");
    } while (next < page.getLong("head"));
  }
}
