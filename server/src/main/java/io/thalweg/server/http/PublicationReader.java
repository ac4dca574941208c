package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;
import io.thalweg.server.json.CloudEventParser;
import io.thalweg.server.json.EventLimits;
import io.thalweg.server.json.EventParser;
import io.thalweg.server.json.Publication;
import io.thalweg.server.json.SpareArrays;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Reads a publish by what its headers say its body is. Not thread-safe. */
final class PublicationReader {
  private static final CharSequence IDEMPOTENCY_KEY =
      HttpHeaders.createOptimized("Idempotency-Key");
  private static final int IDEMPOTENCY_KEY_MAX = 200;
  private static final String WANTED =
      "application/json, application/x-ndjson, application/cloudevents+json or"
          + " application/cloudevents-batch+json";

  private final EventParser events;
  private final CloudEventParser cloudEvents;

  PublicationReader(RequestLimits limits, SpareArrays arrays) {
    EventLimits eventLimits = new EventLimits(limits.eventBytesMax(), limits.batchEventsMax());
    this.events = new EventParser(eventLimits, arrays);
    this.cloudEvents = new CloudEventParser(eventLimits);
  }

  /**
   * Refuses what can be refused before the body has been read.
   *
   * @throws Refusal if the body is of no known type
   */
  void checkHead(HttpServerRequest request) {
    MediaType type = mediaType(request);
    boolean binary = CloudEventHeaders.isBinary(request.headers());
    if (type == MediaType.OTHER && !binary) {
      throw Refusal.unsupportedMediaType(WANTED);
    }
    if (idempotencyKey(request) != null && (binary || type.isCloudEvents())) {
      throw StreamException.invalid(
          "Idempotency-Key", "is not for CloudEvents: their source and id do the same");
    }
  }

  /**
   * Reads the body.
   *
   * @throws StreamException {@code INVALID_REQUEST} or {@code TOO_LARGE}
   */
  Publication read(HttpServerRequest request, Body body) {
    MediaType type = mediaType(request);
    if (!type.isCloudEvents() && CloudEventHeaders.isBinary(request.headers())) {
      CloudEventHeaders headers = CloudEventHeaders.of(request.headers());
      return cloudEvents.parseBinary(
          headers.attributes(), body.bytes(), body.length(), headers.isJson());
    }
    if (body.isEmpty()) {
      throw StreamException.invalid("body", "must hold at least one event");
    }
    return switch (type) {
      case LINES -> events.parseLines(body.bytes(), body.length(), idempotencyKey(request));
      case CLOUD_EVENT -> cloudEvents.parseOne(body.bytes(), body.length());
      case CLOUD_EVENT_BATCH -> cloudEvents.parseBatch(body.bytes(), body.length());
      default -> events.parseJson(body.bytes(), body.length(), idempotencyKey(request));
    };
  }

  private static MediaType mediaType(HttpServerRequest request) {
    return MediaType.of(request.headers().get(HttpHeaders.CONTENT_TYPE));
  }

  private static String idempotencyKey(HttpServerRequest request) {
    String key = request.headers().get(IDEMPOTENCY_KEY);
    if (key == null) {
      return null;
    }
    boolean printable = key.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    if (key.isEmpty() || key.length() > IDEMPOTENCY_KEY_MAX || !printable) {
      throw StreamException.invalid(
          "Idempotency-Key", "must be 1 to " + IDEMPOTENCY_KEY_MAX + " visible ASCII characters");
    }
    return key;
  }
}
