package io.thalweg.bench.load;

import io.netty.buffer.ByteBuf;
import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.net.Requests;
import java.util.ArrayList;
import java.util.List;

/**
 * Not thread-safe. Publish requests, built beforehand, gone round in so that streams and keys take
 * turns.
 */
final class RequestCycle implements AutoCloseable {

  private static final int REQUESTS_MAX = 4096;

  private final List<ByteBuf> requests;
  private final int eventsPerRequest;
  private int next;

  private RequestCycle(List<ByteBuf> requests, int eventsPerRequest) {
    this.requests = requests;
    this.eventsPerRequest = eventsPerRequest;
  }

  static RequestCycle build(Endpoint to, List<String> streams, PublishShape shape) {
    EventJson events = shape.events();
    int perTurn = Math.max(streams.size(), (shape.variety() + shape.batch() - 1) / shape.batch());
    List<ByteBuf> requests = new ArrayList<>();
    for (int i = 0; i < Math.min(perTurn, REQUESTS_MAX); i++) {
      long first = (long) i * shape.batch();
      byte[] json = shape.batch() == 1 ? events.event(first) : events.batch(first, shape.batch());
      requests.add(
          Requests.post(to, "/stream/" + streams.get(i % streams.size()) + "/publish", json));
    }
    return new RequestCycle(requests, shape.batch());
  }

  ByteBuf next() {
    ByteBuf request = requests.get(next);
    next = next + 1 == requests.size() ? 0 : next + 1;
    return request;
  }

  int eventsPerRequest() {
    return eventsPerRequest;
  }

  @Override
  public void close() {
    requests.forEach(ByteBuf::release);
  }
}
