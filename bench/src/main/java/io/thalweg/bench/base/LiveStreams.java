package io.thalweg.bench.base;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Thread-safe. The streams that were published to, by name. */
final class LiveStreams {

  private final Map<String, LiveStream> streams = new ConcurrentHashMap<>();

  LiveStream named(String name) {
    LiveStream stream = streams.get(name);
    return stream != null ? stream : streams.computeIfAbsent(name, created -> new LiveStream());
  }

  void forget(String name) {
    streams.remove(name);
  }
}
