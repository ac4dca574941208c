package io.thalweg.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that knows which HTTP status an error is, and how it is told: as RFC 9457 {@code
 * application/problem+json} without a word about our insides.
 */
public final class HttpErrors {
  private static final Logger LOG = LoggerFactory.getLogger(HttpErrors.class);
  private static final CharSequence PROBLEM_JSON =
      HttpHeaders.createOptimized("application/problem+json");
  private static final String TYPES = "/problems/";

  private HttpErrors() {}

  /** The status that an error of ours is answered with. */
  public static int status(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST -> 400;
      case STREAM_NOT_FOUND, GROUP_NOT_FOUND, MEMBER_NOT_FOUND -> 404;
      case STREAM_EXISTS,
          GROUP_EXISTS,
          HEAD_MISMATCH,
          STREAM_GENERATION_MISMATCH,
          FENCED,
          PRODUCER_FENCED,
          OUT_OF_SEQUENCE,
          CONFLICT ->
          409;
      case OFFSET_GONE -> 410;
      case TOO_LARGE -> 413;
      case OFFSET_OUT_OF_RANGE -> 416;
      case OVERLOADED, UNAVAILABLE, CLOSED, WRITES_CLOSED -> 503;
      case STORAGE_FULL -> 507;
      case CORRUPT, INTERNAL -> 500;
    };
  }

  /**
   * What of a request an error is always about, however it came to it; null where the error says so
   * itself, or where no part of the request is at fault.
   */
  private static String field(ErrorCode code) {
    return switch (code) {
      case STREAM_NOT_FOUND, STREAM_EXISTS -> "stream";
      case GROUP_NOT_FOUND, GROUP_EXISTS -> "group";
      case MEMBER_NOT_FOUND -> "consumer";
      case HEAD_MISMATCH -> "expected_offset";
      case FENCED -> "generation";
      case PRODUCER_FENCED -> ProducerHeaders.EPOCH;
      case OUT_OF_SEQUENCE -> ProducerHeaders.SEQUENCE;
      default -> null;
    };
  }

  /** The problem document for a failure, as it is sent; for those that do not answer over HTTP. */
  public static Buffer document(Throwable failure) {
    return failure instanceof Refusal refusal
        ? document(refusal)
        : document(StreamException.from(failure), false);
  }

  /** A whole answer as bytes, for a request that will never be whole itself. */
  static ByteBuf message(Refusal refusal) {
    byte[] document = document(refusal).getBytes();
    String head =
        "HTTP/1.1 "
            + HttpResponseStatus.valueOf(refusal.status())
            + "\r\nconnection: close\r\ncontent-type: "
            + PROBLEM_JSON
            + "\r\ncontent-length: "
            + document.length
            + "\r\n\r\n";
    return Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), document);
  }

  /**
   * Answers with the problem, unless an answer is under way already.
   *
   * @return when it is written; fails if the client is gone
   */
  static Future<Void> send(HttpServerResponse response, Throwable failure) {
    if (response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    if (response.headWritten()) {
      return response.reset();
    }
    return failure instanceof Refusal refusal
        ? send(response, refusal)
        : send(response, StreamException.from(failure));
  }

  private static Future<Void> send(HttpServerResponse response, Refusal refusal) {
    refusal.headers().forEach(response::putHeader);
    if (refusal.closes()) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    return end(response, refusal.status(), document(refusal));
  }

  private static Future<Void> send(HttpServerResponse response, StreamException error) {
    int status = status(error.code());
    if (status == 500) {
      LOG.error("a request failed: {}", error.getMessage(), error.getCause());
    }
    if (error.retryAfterMs() > 0) {
      response.putHeader(
          HttpHeaders.RETRY_AFTER, Long.toString((error.retryAfterMs() + 999) / 1000));
    }
    return end(response, status, document(error, true));
  }

  private static Future<Void> end(HttpServerResponse response, int status, Buffer document) {
    return response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM_JSON)
        .end(document);
  }

  private static Buffer document(Refusal refusal) {
    return document(
        refusal.type(),
        refusal.title(),
        refusal.status(),
        refusal.getMessage(),
        refusal.field(),
        Map.of());
  }

  /**
   * @param answers whether a request is at fault, and not what happened to a reader since
   */
  private static Buffer document(StreamException error, boolean answers) {
    String words = error.code().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    // A bug's message may quote anything: it is for the log only.
    String detail = error.code() == ErrorCode.INTERNAL ? "internal error" : error.getMessage();
    return document(
        words.replace(' ', '-'),
        Character.toUpperCase(words.charAt(0)) + words.substring(1),
        status(error.code()),
        detail,
        error.field() == null && answers ? field(error.code()) : error.field(),
        error.details());
  }

  private static Buffer document(
      String type,
      String title,
      int status,
      String detail,
      String field,
      Map<String, Object> details) {
    JsonObject problem =
        new JsonObject()
            .put("type", TYPES + type)
            .put("title", title)
            .put("status", status)
            .put("detail", detail);
    if (field != null) {
      problem.put("field", field);
    }
    new TreeMap<>(details).forEach(problem::put);
    return problem.toBuffer();
  }
}
