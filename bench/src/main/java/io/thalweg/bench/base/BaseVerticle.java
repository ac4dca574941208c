package io.thalweg.bench.base;

import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;

/** One event loop of a base: the product's paths, as far as workloads use them. */
final class BaseVerticle extends VerticleBase {

  private static final int FLUSHES_SHARED_MAX = 256;

  private final BaseParts parts;
  private final int port;
  private final PublishAnswer publish;
  private final PageAnswer pages;
  private final PushAnswer push;

  BaseVerticle(BaseParts parts, int port) {
    this.parts = parts;
    this.port = port;
    this.publish = new PublishAnswer(parts);
    this.pages = new PageAnswer(parts);
    this.push = new PushAnswer(parts);
  }

  @Override
  public Future<?> start() {
    HttpServer server =
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port));
    if (parts.kind().sharesFlushes()) {
      server.connectionHandler(BaseVerticle::shareFlushes);
    }
    return server
        .requestHandler(this::route)
        .listen()
        .onSuccess(listening -> parts.listensOn(listening.actualPort()));
  }

  private static void shareFlushes(HttpConnection connection) {
    ((HttpServerConnection) connection)
        .channelHandlerContext()
        .pipeline()
        .addFirst(new FlushConsolidationHandler(FLUSHES_SHARED_MAX, true));
  }

  private void route(HttpServerRequest request) {
    StreamPath path = StreamPath.parse(request.path());
    switch (path.action()) {
      case "publish":
        publish.answer(request, context, path.stream());
        break;
      case "consume":
        pages.answerFrom(request);
        break;
      case "ws":
        push.accept(request, context, path.stream());
        break;
      case "group":
        group(request, path);
        break;
      case "info":
        answer(
            request,
            200,
            "{\"next_offset\":" + parts.live().named(path.stream()).nextOffset() + "}");
        break;
      default:
        stream(request, path.stream());
        break;
    }
  }

  private void group(HttpServerRequest request, StreamPath path) {
    if (request.method() == HttpMethod.POST) {
      parts.groupPages().start(path.name());
      answer(request, 201, "{}");
    } else {
      pages.answerPage(request, parts.groupPages().next(path.name()));
    }
  }

  private void stream(HttpServerRequest request, String name) {
    if (request.method() == HttpMethod.POST || request.method() == HttpMethod.DELETE) {
      parts.live().forget(name);
      vertx
          .executeBlocking(this::restartCommits)
          .onSuccess(
              restarted -> answer(request, request.method() == HttpMethod.POST ? 201 : 200, "{}"))
          .onFailure(cause -> answer(request, 500, "{}"));
    } else {
      answer(request, 200, "{}");
    }
  }

  private Void restartCommits() throws java.io.IOException {
    if (parts.commit().isPresent()) {
      parts.commit().get().restart();
    }
    return null;
  }

  static void answer(HttpServerRequest request, int status, String json) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(json);
  }
}
