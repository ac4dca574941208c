package io.thalweg.bench.base;

import io.vertx.core.Context;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Thread-safe. One stream's next offset, and its subscribers by event loop. */
final class LiveStream {

  private final Map<Context, List<ServerWebSocket>> subscribers = new IdentityHashMap<>();
  private long nextOffset;

  synchronized long nextOffset() {
    return nextOffset;
  }

  synchronized void subscribe(Context loop, ServerWebSocket socket) {
    List<ServerWebSocket> sockets = new ArrayList<>(subscribers.getOrDefault(loop, List.of()));
    sockets.add(socket);
    subscribers.put(loop, sockets);
  }

  synchronized void unsubscribe(Context loop, ServerWebSocket socket) {
    List<ServerWebSocket> sockets = new ArrayList<>(subscribers.getOrDefault(loop, List.of()));
    sockets.remove(socket);
    subscribers.put(loop, sockets);
  }

  synchronized boolean hasSubscribers() {
    return !subscribers.isEmpty();
  }

  synchronized void count(int events) {
    nextOffset += events;
  }

  /**
   * Gives the events their offsets and hands them to each event loop once, in the order of their
   * offsets.
   */
  synchronized void push(List<String> events) {
    List<String> frames = new ArrayList<>(events.size());
    for (String event : events) {
      frames.add(frame(nextOffset++, event));
    }
    subscribers.forEach((loop, sockets) -> loop.runOnContext(now -> write(sockets, frames)));
  }

  private static void write(List<ServerWebSocket> sockets, List<String> frames) {
    for (ServerWebSocket socket : sockets) {
      for (String frame : frames) {
        socket.writeTextMessage(frame);
      }
    }
  }

  private static String frame(long offset, String event) {
    return "{\"offset\":"
        + offset
        + ",\"partition\":0,\"timestamp\":"
        + System.currentTimeMillis()
        + ","
        + event.substring(1);
  }
}
