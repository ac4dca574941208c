package io.thalweg.server.acceptance;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A program: one worker of a pipeline, which polls, transforms, and hands in what came of it
 * together with its offsets, each call by any node. It keeps nothing that a successor would need,
 * and says on standard output what was answered, a {@link Said} a line.
 */
final class PipelineWorker {
  private static final long RETRY_NANOS = 20_000_000;

  private final String name;
  private final AnyNode nodes;
  private final PrintStream out;

  /** What became of a transaction, or of one try. */
  enum Said {
    DONE,
    REPEATED,
    REFUSED,
    UNANSWERED
  }

  private PipelineWorker(String name, AnyNode nodes, PrintStream out) {
    this.name = name;
    this.nodes = nodes;
    this.out = out;
  }

  /**
   * @param args a name that no worker had before, and where the nodes are
   */
  public static void main(String[] args) {
    List<TestClient> nodes =
        Arrays.stream(args).skip(1).map(URI::create).map(TestClient::new).toList();
    new PipelineWorker(args[0], new AnyNode(nodes, new Random()), System.out).run();
  }

  /** Until it is killed, or nobody listens any more. */
  private void run() {
    boolean anew = true;
    for (int step = 0; !out.checkError(); step++) {
      anew = !step(step, anew);
    }
  }

  /** One transaction; false if it is not known, or not true, that its events are done with. */
  private boolean step(int step, boolean anew) {
    HttpResponse<String> polled =
        nodes.get(
            PipelineIT.GROUP
                + "/consume?auto_commit=false&limit=300&wait=200ms&consumer="
                + name
                + (anew ? "&ack=0" : ""));
    if (polled == null || polled.statusCode() != 200) {
      LockSupport.parkNanos(RETRY_NANOS);
      return false;
    }
    JsonObject page = new JsonObject(polled.body());
    return page.getJsonArray("events").isEmpty() || handIn(transaction(name + "-" + step, page));
  }

  private JsonObject transaction(String id, JsonObject page) {
    JsonArray out = new JsonArray();
    TreeMap<String, Object> offsets = new TreeMap<>();
    for (Object each : page.getJsonArray("events")) {
      JsonObject event = (JsonObject) each;
      out.add(new JsonObject().put("event", "out").put("data", event.getLong("data")));
      offsets.put(event.getInteger("partition").toString(), event.getLong("offset") + 1);
    }
    JsonObject commit =
        new JsonObject()
            .put("stream", "in")
            .put("group", "pipeline")
            .put("consumer", name)
            .put("generation", page.getLong("generation"))
            .put("offsets", new JsonObject(offsets));
    return new JsonObject()
        .put("id", id)
        .put(
            "publish",
            new JsonArray().add(new JsonObject().put("stream", "out").put("events", out)))
        .put("commit", new JsonArray().add(commit));
  }

  /** Asks until it is told one way or the other. */
  private boolean handIn(JsonObject transaction) {
    while (!out.checkError()) {
      HttpResponse<String> answer = nodes.post("/transaction", transaction);
      if (answer != null && answer.statusCode() < 500) {
        say(said(answer));
        return answer.statusCode() == 200;
      }
      say(Said.UNANSWERED);
    }
    return false;
  }

  private static Said said(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      return Said.REFUSED;
    }
    return answer.body().contains("\"duplicate\":true,\"published\"") ? Said.REPEATED : Said.DONE;
  }

  private void say(Said said) {
    out.println(said);
    out.flush();
  }
}
