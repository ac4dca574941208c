package io.thalweg.server.http;

import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** One request and its answer. Not thread-safe: belongs to the event loop that received it. */
public final class Exchange {
  private static final int VARIABLES_MAX = 4;
  private static final String[] NO_NAMES = {};

  private final HttpServerRequest request;
  private final RequestLimits limits;
  private final String[] values = new String[VARIABLES_MAX];
  private String[] names = NO_NAMES;
  private Query query;

  Exchange(HttpServerRequest request, RequestLimits limits) {
    this.request = request;
    this.limits = limits;
  }

  void variable(int depth, String value) {
    values[depth] = value;
  }

  void variables(String[] namesInOrder) {
    names = namesInOrder;
  }

  public HttpServerRequest request() {
    return request;
  }

  public HttpServerResponse response() {
    return request.response();
  }

  /** The decoded value of a path variable. */
  public String variable(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return values[i];
      }
    }
    throw new IllegalArgumentException("this path has no " + name);
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
    return BodyReader.read(request, limits.bodyBytesMax());
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

  /** Answers with the problem that a failure is; does nothing if the exchange is over. */
  public void fail(Throwable failure) {
    HttpErrors.send(request.response(), failure);
  }
}
