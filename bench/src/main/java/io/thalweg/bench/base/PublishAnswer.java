package io.thalweg.bench.base;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishing, as bare as the kind allows: read the body, commit it if the kind does, push it if
 * anyone listens, answer.
 */
final class PublishAnswer {

  private static final String SUCCESS =
      "{\"success\":true,\"offset\":0,\"partition\":0,\"timestamp\":1700000000000}";

  private final BaseParts parts;

  PublishAnswer(BaseParts parts) {
    this.parts = parts;
  }

  void answer(HttpServerRequest request, Context loop, String stream) {
    request.bodyHandler(body -> take(request, loop, parts.live().named(stream), body));
  }

  private void take(HttpServerRequest request, Context loop, LiveStream stream, Buffer body) {
    ByteBuf bytes = ((BufferInternal) body).getByteBuf();
    Runnable finish;
    try {
      finish = stream.hasSubscribers() ? pushing(stream, bytes) : counting(stream, bytes);
    } catch (UncheckedIOException badJson) {
      BaseVerticle.answer(request, 400, "{}");
      return;
    }
    Runnable answer =
        () -> {
          finish.run();
          BaseVerticle.answer(request, 200, SUCCESS);
        };
    if (parts.commit().isEmpty()) {
      answer.run();
    } else if (!parts.commit().get().append(bytes, loop, answer)) {
      BaseVerticle.answer(request, 503, "{}");
    }
  }

  private static Runnable counting(LiveStream stream, ByteBuf body) {
    int count = JsonArrayWalk.isArray(body) ? JsonArrayWalk.walk(body, (start, end) -> {}) : 1;
    return () -> stream.count(count);
  }

  private static Runnable pushing(LiveStream stream, ByteBuf body) {
    String text = body.toString(StandardCharsets.ISO_8859_1);
    if (!JsonArrayWalk.isArray(body)) {
      return () -> stream.push(List.of(text));
    }
    List<String> events = new ArrayList<>();
    JsonArrayWalk.walk(body, (start, end) -> events.add(text.substring(start, end)));
    return () -> stream.push(events);
  }
}
