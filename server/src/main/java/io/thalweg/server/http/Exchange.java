package io.thalweg.server.http;

import io.netty.buffer.ByteBuf;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.json.JsonFields;
import io.thalweg.server.json.Page;
import io.thalweg.server.json.SpareArrays;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** One request and its answer. Not thread-safe: belongs to the event loop that received it. */
public final class Exchange {
  private static final String CONTINUE = "100-continue";
  private static final String PLAIN = "identity";

  private final RoutingContext context;
  private final HttpServerRequest request;
  private final RequestLimits limits;
  private final SpareArrays arrays;
  private final DurabilityHeader durability;
  private Query query;
  private boolean continued;

  Exchange(
      RoutingContext context,
      RequestLimits limits,
      SpareArrays arrays,
      DurabilityHeader durability) {
    this.context = context;
    this.request = context.request();
    this.limits = limits;
    this.arrays = arrays;
    this.durability = durability;
  }

  public HttpServerRequest request() {
    return request;
  }

  public HttpServerResponse response() {
    return request.response();
  }

  /** The decoded value of a path variable. */
  public String variable(String name) {
    String value = context.pathParam(name);
    if (value == null) {
      throw new IllegalArgumentException("this path has no " + name);
    }
    return value;
  }

  /** The path's {@code stream}, checked. */
  public StreamName stream() {
    return new StreamName(variable("stream"));
  }

  /** The path's {@code consumer}, checked. */
  public ConsumerName consumer() {
    return new ConsumerName(variable("consumer"));
  }

  /** The path's {@code group}, checked. */
  public GroupName group() {
    return new GroupName(variable("group"));
  }

  /** The request's parameters. */
  public Query query() {
    if (query == null) {
      query = Query.parse(request.query());
    }
    return query;
  }

  /**
   * The request's body, whole; empty if there is none. Fails once it is larger than {@link
   * RequestLimits#bodyBytesMax}. To be called before the endpoint returns.
   */
  public Future<Body> body() {
    BodyReader reader = new BodyReader(request, limits.bodyBytesMax(), arrays);
    if (reader.isEmpty()) {
      return Future.succeededFuture(Body.EMPTY);
    }
    String coding = request.headers().get(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase(PLAIN)) {
      return Future.failedFuture(Refusal.unsupportedCoding());
    }
    String charset = MediaType.foreignCharset(request.headers().get(HttpHeaders.CONTENT_TYPE));
    if (charset != null && !CloudEventHeaders.isOpaque(request.headers())) {
      return Future.failedFuture(Refusal.unsupportedCharset(charset));
    }
    String expected = request.headers().get(HttpHeaders.EXPECT);
    if (expected != null && reader.wanted()) {
      if (!expected.equalsIgnoreCase(CONTINUE)) {
        return Future.failedFuture(Refusal.unknownExpectation());
      }
      continued = true;
      response().writeContinue();
    }
    return reader.read();
  }

  /** The same of a call that takes JSON and nothing else; fails if the body is of another type. */
  public Future<Body> jsonBody() {
    return body()
        .map(
            read -> {
              String type = request.headers().get(HttpHeaders.CONTENT_TYPE);
              if (!read.isEmpty() && !MediaType.of(type).isJson()) {
                throw Refusal.unsupportedMediaType("application/json");
              }
              return read;
            });
  }

  /** The members of the body, a JSON object; none if there is no body. */
  public Future<JsonFields> fields() {
    return jsonBody().map(read -> JsonFields.parse(read.bytes(), read.length()));
  }

  /** The body of a call that takes nothing; fails if it says something. */
  public Future<Void> noFields() {
    return fields()
        .map(
            fields -> {
              fields.refuseOthers();
              return null;
            });
  }

  /** Answers that something is stored, and what that has reached. */
  public Future<Void> stored(int status, JsonObject json) {
    return stored(status, json.toBuffer());
  }

  /** Answers that something is stored, and what that has reached. */
  public Future<Void> stored(int status, Buffer json) {
    response().headers().set(Headers.DURABILITY, durability.value());
    return json(status, json);
  }

  /** Answers with JSON. */
  public Future<Void> json(int status, JsonObject json) {
    return json(status, json.toBuffer());
  }

  /** Answers with a JSON text. */
  public Future<Void> json(int status, Buffer json) {
    HttpServerResponse response = request.response();
    response.headers().set(HttpHeaders.CONTENT_TYPE, Headers.JSON);
    return response.setStatusCode(status).end(json);
  }

  /** Answers with a page of events. */
  public Future<Void> page(Page page) {
    response()
        .headers()
        .set(HttpHeaders.CACHE_CONTROL, Headers.NO_STORE)
        .set(HttpHeaders.CONTENT_TYPE, Headers.JSON);
    response().headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(page.length()));
    Future<Void> sent;
    do {
      ByteBuf piece = page.next();
      // Vert.x writes a buffer that it did not make without releasing it.
      Buffer buffer = BufferInternal.buffer(piece);
      sent =
          (page.more() ? response().write(buffer) : response().end(buffer))
              .onComplete((written, failure) -> page.done(piece));
    } while (page.more());
    return sent;
  }

  /** Whether there is nobody left to answer, or an answer was given. */
  public boolean isOver() {
    return response().ended() || response().closed();
  }

  /** Answers with the problem that a failure is; does nothing if the exchange is over. */
  public void fail(Throwable failure) {
    fail(request, continued, failure);
  }

  /** Answers a request of which nothing more is read with the problem that a failure is. */
  static void refuse(HttpServerRequest request, Throwable failure) {
    fail(request, false, failure);
  }

  private static void fail(HttpServerRequest request, boolean continued, Throwable failure) {
    boolean closes =
        (failure instanceof Refusal refusal && refusal.closes())
            || (!continued && request.headers().contains(HttpHeaders.EXPECT));
    Future<Void> sent = HttpErrors.send(request.response(), failure);
    if (closes) {
      // Whether the body that was announced comes after all, we cannot know.
      sent.onComplete((done, gone) -> ConnectionWatch.closeGently(request.connection()));
    }
  }
}
