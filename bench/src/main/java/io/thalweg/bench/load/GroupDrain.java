package io.thalweg.bench.load;

import io.netty.buffer.ByteBuf;
import io.thalweg.bench.net.BodyBytes;
import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.net.Generator;
import io.thalweg.bench.net.HttpConnection;
import io.thalweg.bench.net.Requests;
import io.thalweg.bench.target.BenchFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Belongs to the generator's event loop once it runs. The members of a group call for pages until
 * every event has arrived at one of them; then each calls once more, which acknowledges its last
 * page.
 */
final class GroupDrain {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final int EMPTY_PAUSE_MS = 5;

  /**
   * What was drained; repeats are events that came more than once, which at-least-once delivery
   * allows.
   */
  record Outcome(
      long events,
      long bytes,
      double seconds,
      Histogram latency,
      double firstEventMs,
      long repeats) {}

  private final Endpoint endpoint;
  private final GroupShape shape;
  private final String path;
  private final PageParse page = new PageParse();
  private final BitSet seen;
  private final Histogram latency = Latency.histogram();
  private final CompletableFuture<Outcome> done = new CompletableFuture<>();
  private final List<Member> members = new ArrayList<>();
  private Generator generator;
  private long startNanos;
  private long firstEventNanos;
  private long endNanos;
  private long bytes;
  private long repeats;
  private int missing;
  private int acknowledging;

  GroupDrain(Endpoint endpoint, String stream, String group, GroupShape shape) {
    this.endpoint = endpoint;
    this.shape = shape;
    this.path =
        "/stream/" + stream + "/group/" + group + "/consume?limit=" + ConsumeShape.PAGE_EVENTS;
    this.seen = new BitSet(shape.filled().events());
    this.missing = shape.filled().events();
  }

  /** Blocks until the last acknowledgement. */
  Outcome run(Generator by) {
    generator = by;
    for (int i = 0; i < shape.members(); i++) {
      Member member = new Member("c" + i);
      member.connection = Waiting.await(by.connect(endpoint, member), TIMEOUT, "connecting");
      members.add(member);
    }
    try {
      by.loop().execute(this::start);
      return Waiting.await(done, TIMEOUT, "draining by a group");
    } finally {
      by.loop().execute(() -> members.forEach(Member::close));
    }
  }

  private void start() {
    startNanos = System.nanoTime();
    members.forEach(Member::call);
  }

  private void arrived(long offset) {
    if (firstEventNanos == 0) {
      firstEventNanos = System.nanoTime();
    }
    if (seen.get((int) offset)) {
      repeats++;
      return;
    }
    seen.set((int) offset);
    if (--missing == 0) {
      endNanos = System.nanoTime();
    }
  }

  private void acknowledgedAll() {
    if (++acknowledging == shape.members()) {
      done.complete(
          new Outcome(
              shape.filled().events(),
              bytes,
              (endNanos - startNanos) / 1e9,
              latency,
              (firstEventNanos - startNanos) / 1e6,
              repeats));
    }
  }

  /** One member, with one call under way. */
  private final class Member implements HttpConnection.Listener {

    private final ByteBuf request;
    private final long[] lastOffsets = new long[shape.filled().partitions()];
    private HttpConnection connection;
    private long sentNanos;
    private boolean lastCall;

    Member(String consumer) {
      this.request = Requests.get(endpoint, path + "&consumer=" + consumer);
      Arrays.fill(lastOffsets, -1);
    }

    void call() {
      lastCall = missing == 0;
      sentNanos = System.nanoTime();
      connection.sendShared(request);
    }

    void close() {
      connection.close();
      request.release();
    }

    @Override
    public void onResponse(HttpConnection answered, int status, BodyBytes body) {
      latency.recordValue(System.nanoTime() - sentNanos);
      if (status != 200) {
        throw new BenchFailure("group consume -> " + status + " " + body.text());
      }
      int found = page.read(body, this::inOrder);
      bytes += body.length();
      if (lastCall) {
        acknowledgedAll();
      } else if (found > 0 || missing == 0) {
        call();
      } else {
        generator.loop().schedule(this::call, EMPTY_PAUSE_MS, TimeUnit.MILLISECONDS);
      }
    }

    private void inOrder(long offset, int partition) {
      if (offset <= lastOffsets[partition]) {
        throw new BenchFailure(
            "partition " + partition + ": event " + offset + " after " + lastOffsets[partition]);
      }
      lastOffsets[partition] = offset;
      arrived(offset);
    }

    @Override
    public void onFailure(Throwable cause) {
      done.completeExceptionally(cause);
    }
  }
}
