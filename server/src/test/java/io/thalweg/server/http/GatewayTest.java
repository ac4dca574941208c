package io.thalweg.server.http;

import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.TestClient;
import io.thalweg.server.testing.TestServer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One server for a class of tests; each test takes a stream of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GatewayTest {
  private static final AtomicInteger STREAMS = new AtomicInteger();
  protected static TestServer server;
  protected static TestClient client;

  @BeforeAll
  void startServer(@TempDir Path folder) {
    server = TestServer.startOn(Backend.storageOf(getClass(), folder));
    client = server.client();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  /** Creates a stream and returns its path. */
  protected static String newStream() {
    return newStream("{}");
  }

  protected static String newStream(String settings) {
    String path = "/stream/s-" + STREAMS.incrementAndGet();
    client.post(path, settings).expect(201);
    return path;
  }

  protected static void publish(String stream, int events) {
    for (int i = 0; i < events; i++) {
      client
          .post(stream + "/publish", "{\"event\":\"e." + i + "\",\"data\":" + i + "}")
          .expect(200);
    }
  }
}
