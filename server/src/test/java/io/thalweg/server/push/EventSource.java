package io.thalweg.server.push;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;

/** Parses Server-Sent Events as a browser does; may be asked from any thread. */
final class EventSource implements AutoCloseable {
  private final HttpClientResponse response;
  private final List<Event> events = new ArrayList<>();
  private final Promise<Void> ended = Promise.promise();
  private final StringBuilder data = new StringBuilder();
  private String id = "";
  private String name = "message";
  private int comments;

  /** What a listener is handed. */
  record Event(String id, String name, String data) {}

  EventSource(HttpClientResponse response) {
    this.response = response;
    response.endHandler(end -> ended.tryComplete());
    response.exceptionHandler(failed -> ended.tryFail(failed));
    response.handler(RecordParser.newDelimited("\n", this::line));
  }

  private synchronized void line(Buffer bytes) {
    String line = bytes.toString();
    if (line.indexOf('\r') >= 0) {
      throw new IllegalStateException("a carriage return ends a line too: " + line);
    }
    if (line.isEmpty()) {
      dispatch();
    } else if (line.startsWith(":")) {
      comments++;
    } else {
      field(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
    }
  }

  private void field(String field, String value) {
    switch (field) {
      case "id" -> id = value;
      case "event" -> name = value;
      case "data" -> data.append(value).append('\n');
      default -> throw new IllegalStateException("no such field: " + field);
    }
  }

  private void dispatch() {
    if (data.length() > 0) {
      events.add(new Event(id, name, data.substring(0, data.length() - 1)));
    }
    data.setLength(0);
    name = "message";
  }

  String header(String header) {
    return response.getHeader(header);
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  synchronized int comments() {
    return comments;
  }

  /** Waits for so many events and returns all. */
  List<Event> await(int count) {
    PushServer.await(count + " events", () -> events().size() >= count);
    return events();
  }

  void awaitEnd() {
    PushServer.await("the end", () -> ended.future().succeeded());
  }

  @Override
  public void close() {
    response.request().connection().close();
  }
}
