package io.thalweg.core.group.queue;

import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.EventFields;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * What an event looks like as a dead letter, and when it is published again: type, key and data as
 * they were, byte for byte, and headers that say where it has been.
 */
final class DeadLetters {
  static final String REASON = "thalweg-dead-reason";
  static final String STREAM = "thalweg-dead-stream";
  static final String GROUP = "thalweg-dead-group";
  static final String OFFSET = "thalweg-dead-offset";
  static final String DELIVERIES = "thalweg-dead-deliveries";
  static final String TIMESTAMP = "thalweg-dead-timestamp";
  static final String ID = "thalweg-dead-id";
  static final String REPLAYED = "thalweg-replayed-from";

  private DeadLetters() {}

  /**
   * The event at the cursor becomes a letter. Its id becomes a header, so that the letter is not
   * taken for a repeat.
   */
  static void bury(
      EventCursor event, Pending doomed, QueueIdentity identity, EventBatch.Builder out) {
    JsonObject headers = headers(event);
    headers
        .put(REASON, doomed.reason())
        .put(STREAM, identity.stream().value())
        .put(GROUP, identity.group().value())
        .put(OFFSET, Long.toString(event.offset()))
        .put(DELIVERIES, Integer.toString(doomed.deliveries()))
        .put(TIMESTAMP, Long.toString(event.timestamp()));
    if (event.hasId()) {
      headers.put(ID, event.id());
    }
    out.add(fields(event, headers));
  }

  static boolean isOf(QueueIdentity identity, EventCursor letter) {
    JsonObject headers = headers(letter);
    return identity.stream().value().equals(headers.getValue(STREAM))
        && identity.group().value().equals(headers.getValue(GROUP));
  }

  /**
   * The letter at the cursor becomes an event again. Its new id is made of where the letter is, so
   * that a replay whose answer was lost can be asked for again.
   */
  static void replay(EventCursor letter, QueueIdentity identity, EventBatch.Builder out) {
    String from = identity.queue().deadLetter() + "/" + letter.offset();
    JsonObject headers = headers(letter).put(REPLAYED, from);
    out.add(fields(letter, headers).id("replay/" + from));
  }

  private static JsonObject headers(EventCursor event) {
    Buffer headers = event.headers();
    return headers == null ? new JsonObject() : new JsonObject(headers);
  }

  private static EventFields fields(EventCursor event, JsonObject headers) {
    byte[] data = event.data().getBytes();
    byte[] encoded = headers.encode().getBytes(StandardCharsets.UTF_8);
    EventFields fields =
        new EventFields()
            .type(event.type())
            .data(data, 0, data.length)
            .headers(encoded, 0, encoded.length);
    return event.hasKey() ? fields.key(event.key()) : fields;
  }
}
