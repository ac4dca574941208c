package io.thalweg.server.push;

import io.thalweg.core.error.StreamException;
import io.thalweg.server.http.HttpErrors;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * What is told to clients beside events, if they ask for it with {@code control=true}: over
 * WebSocket as text frames, over SSE as events named {@code control}. Their first member is {@code
 * control}, which no event's object has.
 *
 * <ul>
 *   <li>{@code {"control":"caught_up","head":n}}: all events below {@code n} have been sent; what
 *       follows is live. Comes again after the client had fallen behind.
 *   <li>{@code {"control":"gap","from":a,"to":b,"reason":"retention"}}: retention removed the
 *       events from {@code a} to {@code b}, exclusive, before they could be sent. The next event
 *       tells it too, in its member {@code gap}, whether asked for or not.
 *   <li>{@code {"control":"heartbeat","next_offset":n}}: the connection is alive, and no event
 *       below {@code n} is still to come.
 *   <li>{@code {"control":"end","problem":{..}}}: nothing follows; the problem document says why.
 *       SSE clients get this in any case, as an event named {@code end} that holds the problem.
 * </ul>
 */
final class ControlText {
  private ControlText() {}

  static String caughtUp(long head) {
    return "{\"control\":\"caught_up\",\"head\":" + head + "}";
  }

  static String gap(long from, long to) {
    return "{\"control\":\"gap\"," + gapMembers(from, to) + "}";
  }

  static String heartbeat(long nextOffset) {
    return "{\"control\":\"heartbeat\",\"next_offset\":" + nextOffset + "}";
  }

  static String end(StreamException reason) {
    return "{\"control\":\"end\",\"problem\":" + problem(reason) + "}";
  }

  /** A problem document on one line. */
  static String problem(StreamException reason) {
    return new JsonObject(HttpErrors.document(reason)).encode();
  }

  /** The member by which an event's object tells of the gap before it. */
  static byte[] gapMember(long from, long to) {
    return ("\"gap\":{" + gapMembers(from, to) + "}").getBytes(StandardCharsets.US_ASCII);
  }

  private static String gapMembers(long from, long to) {
    return "\"from\":" + from + ",\"to\":" + to + ",\"reason\":\"retention\"";
  }
}
