package io.thalweg.server.json;

import io.thalweg.core.record.JsonText;
import java.nio.charset.StandardCharsets;

/**
 * Reads an event's type, key or id: the inside of a JSON string, checked and in shortest escaping.
 * What has no escapes stays where it lies. A holder that is filled again and again; not
 * thread-safe.
 */
final class EventText {

  /** What such a text may be. */
  enum Rule {
    TYPE(1, 255, false),
    KEY(0, 1024, true),
    ID(1, 256, false),
    /** CloudEvents tell events apart by id and source together. */
    CLOUD_EVENT_ID(1, 2048, false);

    final int bytesMin;
    final int bytesMax;
    final boolean controls;

    Rule(int bytesMin, int bytesMax, boolean controls) {
      this.bytesMin = bytesMin;
      this.bytesMax = bytesMax;
      this.controls = controls;
    }
  }

  byte[] bytes;
  int at;
  int length;

  /**
   * Takes a string where it lies.
   *
   * @param source what holds the string
   * @return what breaks the rule, reading on from the field's name, or null
   */
  String take(byte[] source, JsonString string, Rule rule) {
    if (string.escaped()) {
      return string.loneSurrogate()
          ? "holds half of a surrogate pair"
          : take(string.decode(), rule);
    }
    bytes = source;
    at = string.from();
    length = string.length();
    return fault(length, !string.printableAscii() && hasControls(), rule);
  }

  /**
   * Takes a string.
   *
   * @return what breaks the rule, reading on from the field's name, or null
   */
  String take(String text, Rule rule) {
    bytes = JsonText.escape(text);
    at = 0;
    length = bytes.length;
    return fault(
        text.getBytes(StandardCharsets.UTF_8).length,
        text.chars().anyMatch(Character::isISOControl),
        rule);
  }

  // The scanner has refused what is below U+0020; left are U+007F and U+0080 to U+009F.
  private boolean hasControls() {
    for (int i = at; i < at + length; i++) {
      byte b = bytes[i];
      if (b == 0x7F || (b == (byte) 0xC2 && (bytes[i + 1] & 0xFF) < 0xA0)) {
        return true;
      }
    }
    return false;
  }

  private static String fault(int utf8Length, boolean controls, Rule rule) {
    if (utf8Length < rule.bytesMin || utf8Length > rule.bytesMax) {
      return "must be a string of " + rule.bytesMin + " to " + rule.bytesMax + " bytes";
    }
    return controls && !rule.controls ? "must not hold control characters" : null;
  }
}
