package io.thalweg.core.contract;

import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.EventFields;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;

/**
 * An event as a test publishes it and wants it back.
 *
 * @param data a JSON text
 * @param key the partition key, or null
 * @param id null for none
 * @param headers a JSON object's text, or null
 */
public record SampleEvent(String type, String data, String key, String id, String headers) {

  public static SampleEvent of(String type) {
    return new SampleEvent(type, "null", null, null, null);
  }

  public SampleEvent withData(String json) {
    return new SampleEvent(type, json, key, id, headers);
  }

  public SampleEvent withKey(String text) {
    return new SampleEvent(type, data, text, id, headers);
  }

  public SampleEvent withId(String text) {
    return new SampleEvent(type, data, key, text, headers);
  }

  public SampleEvent withHeaders(String jsonObject) {
    return new SampleEvent(type, data, key, id, jsonObject);
  }

  /** What the cursor stands on. */
  public static SampleEvent at(EventCursor cursor) {
    return new SampleEvent(
        cursor.type(),
        cursor.data().toString(),
        cursor.key(),
        cursor.id(),
        textOrNull(cursor.headers()));
  }

  public static EventBatch batch(SampleEvent... events) {
    return batch(Arrays.asList(events));
  }

  public static EventBatch batch(List<SampleEvent> events) {
    EventBatch.Builder batch = EventBatch.builder(1_024);
    EventFields fields = new EventFields();
    for (SampleEvent event : events) {
      batch.add(event.fill(fields.clear()));
    }
    return batch.build();
  }

  private EventFields fill(EventFields fields) {
    fields.type(type).data(data);
    if (key != null) {
      fields.key(key);
    }
    if (id != null) {
      fields.id(id);
    }
    if (headers != null) {
      fields.headers(headers);
    }
    return fields;
  }

  private static String textOrNull(Buffer buffer) {
    return buffer == null ? null : buffer.toString();
  }
}
