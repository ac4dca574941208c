package io.thalweg.server.http;

/**
 * A request's body.
 *
 * @param bytes holds it, from its first byte on; may be longer
 * @param length in bytes
 */
public record Body(byte[] bytes, int length) {
  static final Body EMPTY = new Body(new byte[0], 0);

  public boolean isEmpty() {
    return length == 0;
  }
}
