package io.thalweg.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamName;
import io.thalweg.server.testing.TestServer;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many readers, and readers that do not read. */
class ManyReadersTest {
  private static final int MIB = 1 << 20;

  @Test
  void aThousandSocketsGetAllEventsInOrder() {
    try (PushServer push = new PushServer(PushOptions.DEFAULT)) {
      StreamName stream = push.create("s");
      push.publish(stream, 20);
      List<Future<TestSocket>> opening = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        opening.add(push.connect("/stream/s/ws/c" + i + "?from_offset=0", null));
      }
      for (int i = 0; i < 20; i++) {
        push.publish(stream, 4);
      }
      List<TestSocket> sockets = opening.stream().map(TestServer::await).toList();

      List<Long> expected = LongStream.range(0, 100).boxed().toList();
      for (TestSocket socket : sockets) {
        assertThat(socket.awaitOffsets(100)).isEqualTo(expected);
      }
      assertThat(push.server.subscribers().count(stream)).isEqualTo(1_000);
      push.awaitNoMemoryInUse();
      assertThat(push.unsentBytes()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "sse"})
  void aReaderThatNeverReadsCostsBoundedMemoryAndHoldsUpNobody(String way) throws IOException {
    PushOptions options = PushOptions.DEFAULT.withSendBufferBytes(MIB);
    try (PushServer push = new PushServer(options);
        Socket stuck = openAndNeverRead(push, "/stream/s/" + way + "/stuck?from_offset=0")) {
      StreamName stream = new StreamName("s");
      TestSocket fast = push.open("/stream/s/ws/fast?from_offset=0");
      String[] data = new String[64];
      Arrays.fill(data, '"' + "x".repeat(16 << 10) + '"');
      long mostUnsent = 0;
      int events = 0;
      for (int published = 0; published < 200 * MIB; published += MIB) {
        push.publish(stream, "t", data);
        events += data.length;
        fast.awaitAndForget(events);
        mostUnsent = Math.max(mostUnsent, push.unsentBytes());
      }

      assertThat(stuck.isClosed()).isFalse();
      assertThat(mostUnsent).isLessThan(4 * MIB);
      PushServer.await("what is left is the stuck one's", () -> push.unsentBytes() < 2 * MIB);
      assertThat(push.allocator.pinnedDirectMemory()).isLessThan(8 * MIB);
    }
  }

  @Test
  void manyReadersThatNeverReadShareTheMemoryThatThereIs() throws IOException {
    int readers = 100;
    long totalMax = 4 * MIB;
    PushOptions options = PushOptions.DEFAULT.withSendBufferBytes(MIB).withUnsentTotalMax(totalMax);
    List<Socket> stuck = new ArrayList<>();
    try (PushServer push = new PushServer(options)) {
      StreamName stream = push.create("s");
      String[] data = new String[1_000];
      Arrays.fill(data, '"' + "x".repeat(1_000) + '"');
      for (int i = 0; i < 40; i++) {
        push.publish(stream, "t", data);
      }
      for (int i = 0; i < readers; i++) {
        stuck.add(openAndNeverRead(push, "/stream/s/ws/stuck?from_offset=" + i));
      }
      TestSocket fast = push.open("/stream/s/ws/fast?from_offset=0");
      fast.awaitAndForget(40_000);

      long loops = push.routes.size();
      assertThat(push.unsentBytes())
          .isBetween(MIB / 2L, loops * (totalMax + MIB) + readers * 300L * 1024);
    } finally {
      for (Socket socket : stuck) {
        socket.close();
      }
    }
  }

  private static Socket openAndNeverRead(PushServer push, String path) throws IOException {
    if (!push.exists("s")) {
      push.create("s");
    }
    int port = push.server.port();
    return path.contains("/sse/") ? RawSocket.openSse(port, path) : RawSocket.open(port, path);
  }
}
