package io.thalweg.bench.load;

import io.netty.buffer.ByteBuf;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.target.BenchFailure;
import java.util.concurrent.atomic.AtomicReference;

/** WebSockets on a stream to which nobody publishes. */
public final class IdleSockets {

  private final StreamSet stream;
  private final Subscribers subscribers;
  private final AtomicReference<Throwable> failure;

  private IdleSockets(
      StreamSet stream, Subscribers subscribers, AtomicReference<Throwable> failure) {
    this.stream = stream;
    this.subscribers = subscribers;
    this.failure = failure;
  }

  /** Blocks until the server has accepted all of them. */
  public static IdleSockets open(Session session, int count) {
    StreamSet stream = StreamSet.create(session.control(), "idle", 1, 1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Subscribers subscribers =
        Subscribers.open(session, stream.names().get(0), count, new NothingArrives(failure));
    return new IdleSockets(stream, subscribers, failure);
  }

  /** Fails unless all of them are still open and nothing has come. */
  public void close() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new BenchFailure("an idle WebSocket did not stay idle and open", cause);
    }
    subscribers.close();
    stream.delete();
  }

  private record NothingArrives(AtomicReference<Throwable> failure) implements Subscriber.Arrivals {

    @Override
    public void arrived(long offset, ByteBuf payload, int index, int length) {
      failure.set(new BenchFailure("an event arrived on an idle stream"));
    }

    @Override
    public void failed(Throwable cause) {
      failure.compareAndSet(null, cause);
    }
  }
}
