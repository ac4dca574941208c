package io.thalweg.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.server.http.GatewayOptions;
import io.thalweg.server.testing.Answer;
import io.thalweg.server.testing.TestClient;
import io.thalweg.server.testing.TestServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator sees over HTTP. */
class OpsRoutesTest {
  private static final Pattern SAMPLE =
      Pattern.compile("[a-z][a-z_]*(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*})? [-+.\\dEe]+");
  private static final String EVENT = "{\"event\":\"a\",\"data\":1}";

  private final Metrics metrics = new Metrics("1.2.3");
  private final TestServer server =
      TestServer.start(
          GatewayOptions.DEFAULT,
          () -> List.of(new OpsRoutes(metrics), new DocsRoutes()),
          metrics.groups());
  private final TestClient client = server.client();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aSoundServerIsLiveAndReady() {
    assertThat(client.get("/health/live").expect(200).json().getString("status")).isEqualTo("live");
    Answer ready = client.get("/health/ready").expect(200);

    assertThat(ready.json().getString("status")).isEqualTo("ready");
    assertThat(ready.json().getString("durability")).isEqualTo("memory");
    assertThat(ready.header("cache-control")).isEqualTo("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/metrics", "/docs", "/stream/list", "/stream/a/info"})
  void headSaysWhatGetWouldAndSendsNothing(String path) {
    client.post("/stream/a").expect(201);
    Answer whole = client.get(path).expect(200);

    Answer head = client.head(path).expect(200);

    assertThat(head.body()).isEmpty();
    assertThat(head.header("content-type")).isEqualTo(whole.header("content-type"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/metrics", "/openapi.yaml"})
  void refusesParametersThatItDoesNotKnow(String path) {
    client.get(path + "?verbose=true").expectInvalid("verbose");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/start.js", "/docs/swagger-ui.css"})
  void doesNotMindWhatBrowsersAndLinksAppend(String path) {
    client.get(path + "?utm_source=chat").expect(200);
  }

  @Test
  void headDoesNotTakeEventsFromAGroup() {
    client.post("/stream/a").expect(201);
    client.post("/stream/a/group/g").expect(201);

    Answer refused = client.head("/stream/a/group/g/consume").expect(405);

    assertThat(refused.header("allow")).isEqualTo("GET");
    assertThat(client.delete("/health/live").expect(405).header("allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void aServerThatCannotWriteIsNotReadyAndSaysWhy() {
    client.post("/stream/a").expect(201);
    server.memory().failNextWrites(1, ErrorCode.WRITES_CLOSED);
    client.post("/stream/a/publish", EVENT).expect(503);

    Answer ready = client.get("/health/ready").expectProblem(503, "not-ready");

    assertThat(ready.json().getBoolean("writes")).isFalse();
    assertThat(ready.json().getBoolean("reads")).isTrue();
    client.get("/health/live").expect(200);
    assertThat(client.get("/metrics").expect(200).body())
        .contains("thalweg_storage_up{access=\"read\"} 1\n")
        .contains("thalweg_storage_up{access=\"write\"} 0\n");
  }

  @Test
  void metricsAreInThePrometheusFormat() {
    client.post("/stream/a").expect(201);
    client.post("/stream/a/publish", EVENT).expect(200);
    client.get("/stream/a/consume/me").expect(200);

    Answer page = client.get("/metrics").expect(200);

    assertThat(page.header("content-type")).startsWith("text/plain; version=0.0.4");
    assertThat(page.body().lines().filter(line -> !line.startsWith("#")))
        .allSatisfy(line -> assertThat(line).matches(SAMPLE));
    assertThat(page.body())
        .contains("thalweg_build_info{version=\"1.2.3\"} 1\n")
        .contains("thalweg_events_consumed_total 1\n")
        .contains("thalweg_queued_bytes 0\n")
        .contains("jvm_memory_used_bytes{area=\"heap\"} ");
  }

  @Test
  void metricsTellHowGroupsAreDoing() {
    client.post("/stream/a").expect(201);
    client.post("/stream/a/group/g").expect(201);
    client.post("/stream/a/group/g/member/left").expect(201);
    client.delete("/stream/a/group/g/member/left").expect(200);
    Answer joined = client.post("/stream/a/group/g/member/here").expect(201);
    long past = joined.json().getLong("generation") - 1;
    client
        .post(
            "/stream/a/group/g/commit",
            "{\"consumer\":\"here\",\"generation\":" + past + ",\"offset\":0}")
        .expect(409);

    assertMetric("thalweg_groups{mode=\"partitioned\"} 1");
    assertMetric("thalweg_groups{mode=\"shared\"} 0");
    assertMetric("thalweg_group_members 1");
    assertMetric("thalweg_group_rebalances_total 3");
    assertMetric("thalweg_group_commits_fenced_total 1");
  }

  @Test
  void metricsTellOfWorkThatFails() {
    client.post("/stream/a").expect(201);
    client
        .post("/stream/a/group/q", "{\"mode\":\"shared\",\"max_deliveries\":2,\"backoff\":\"0s\"}")
        .expect(201);
    client.post("/stream/a/publish", EVENT).expect(200);
    for (int delivery = 1; delivery <= 2; delivery++) {
      Answer leased = client.get("/stream/a/group/q/consume?wait=10s").expect(200);
      client
          .post("/stream/a/group/q/nack", "{\"token\":" + leased.json().getLong("token") + "}")
          .expect(200);
    }

    assertMetric("thalweg_groups{mode=\"shared\"} 1");
    assertMetric("thalweg_group_redeliveries_total 1");
    assertMetric("thalweg_group_dead_letters_total 1");
  }

  /** Some are a quarter of a second old. */
  private void assertMetric(String line) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    String page = "";
    while (!page.contains(line + "\n")) {
      assertThat(System.nanoTime()).as("%s in\n%s", line, page).isLessThan(deadline);
      page = client.get("/metrics").expect(200).body();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/docs, text/html",
    "/docs/start.js, text/javascript",
    "/docs/swagger-ui.css, text/css",
    "/docs/swagger-ui-bundle.js, text/javascript",
    "/docs/favicon-32x32.png, image/png",
    "/openapi.yaml, application/yaml"
  })
  void thePageAndItsFilesAreServedUnderAPolicy(String path, String contentType) {
    Answer answer = client.get(path).expect(200);

    assertThat(answer.header("content-type")).startsWith(contentType);
    assertThat(answer.header("content-security-policy")).contains("default-src 'none'");
    assertThat(answer.body()).isNotEmpty();
  }

  @Test
  void thePageNeedsNothingFromElsewhere() {
    assertThat(client.get("/docs").body()).doesNotContain("http://", "https://", "//cdn");
    assertThat(client.get("/docs/start.js").body()).doesNotContain("http://", "https://");
  }
}
