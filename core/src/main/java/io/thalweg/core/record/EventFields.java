package io.thalweg.core.record;

import java.nio.charset.StandardCharsets;

/**
 * The parts of one event on their way into an {@link EventBatch.Builder}: a holder that is filled
 * and filled again, so that a batch of thousands allocates nothing for its envelope. Not
 * thread-safe.
 *
 * <p>{@code type}, {@code key} and {@code id} are the insides of JSON strings in shortest escaping
 * (see {@link JsonText}); {@code data} and {@code headers} are JSON texts as they were published.
 * None of it is checked here: whoever fills it has parsed it.
 */
public final class EventFields {
  final Slice type = new Slice();
  final Slice data = new Slice();
  final Slice key = new Slice();
  final Slice id = new Slice();
  final Slice headers = new Slice();

  /** Some bytes of an array, or nothing. */
  static final class Slice {
    byte[] bytes;
    int at;
    int length;

    void set(byte[] bytes, int at, int length) {
      this.bytes = bytes;
      this.at = at;
      this.length = length;
    }

    boolean present() {
      return bytes != null;
    }

    int lengthOrAbsent() {
      return present() ? length : RecordFormat.ABSENT;
    }
  }

  /** Forgets everything. */
  public EventFields clear() {
    type.bytes = null;
    data.bytes = null;
    key.bytes = null;
    id.bytes = null;
    headers.bytes = null;
    return this;
  }

  public EventFields type(byte[] bytes, int at, int length) {
    type.set(bytes, at, length);
    return this;
  }

  public EventFields data(byte[] bytes, int at, int length) {
    data.set(bytes, at, length);
    return this;
  }

  public EventFields key(byte[] bytes, int at, int length) {
    key.set(bytes, at, length);
    return this;
  }

  public EventFields id(byte[] bytes, int at, int length) {
    id.set(bytes, at, length);
    return this;
  }

  /** {@code bytes} is a JSON object whose values are strings. */
  public EventFields headers(byte[] bytes, int at, int length) {
    headers.set(bytes, at, length);
    return this;
  }

  public EventFields type(String text) {
    byte[] encoded = JsonText.escape(text);
    return type(encoded, 0, encoded.length);
  }

  /** A JSON text. */
  public EventFields data(String json) {
    byte[] encoded = json.getBytes(StandardCharsets.UTF_8);
    return data(encoded, 0, encoded.length);
  }

  public EventFields key(String text) {
    byte[] encoded = JsonText.escape(text);
    return key(encoded, 0, encoded.length);
  }

  public EventFields id(String text) {
    byte[] encoded = JsonText.escape(text);
    return id(encoded, 0, encoded.length);
  }

  public EventFields headers(String jsonObject) {
    byte[] encoded = jsonObject.getBytes(StandardCharsets.UTF_8);
    return headers(encoded, 0, encoded.length);
  }

  public boolean hasType() {
    return type.present();
  }

  public boolean hasData() {
    return data.present();
  }

  public boolean hasId() {
    return id.present();
  }
}
