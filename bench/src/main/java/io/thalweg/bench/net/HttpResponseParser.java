package io.thalweg.bench.net;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;

/**
 * Not thread-safe. Reads HTTP/1.1 responses from whatever pieces the socket delivers: status, and a
 * body framed by {@code Content-Length} or in chunks. A body that ends with the connection is
 * refused: nobody could tell whether it was whole.
 */
public final class HttpResponseParser {

  private static final int BODY_BYTES_MAX = 256 << 20;
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("transfer-encoding");

  private enum Expects {
    STATUS,
    HEADER,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER
  }

  private final LineReader line = new LineReader();
  private final BodyBytes body = new BodyBytes();
  private Expects expects = Expects.STATUS;
  private int status;
  private int contentLength;
  private boolean chunked;
  private int missing;

  /** The status of the response that {@link #parse} has just completed. */
  public int status() {
    return status;
  }

  /**
   * The body of the response that {@link #parse} has just completed, valid until the next call of
   * it.
   */
  public BodyBytes body() {
    return body;
  }

  /**
   * Reads on, and stops behind the end of a response.
   *
   * @return whether a response is complete; call again, more of them may be in {@code in}
   */
  public boolean parse(ByteBuf in) {
    while (in.isReadable()) {
      if (step(in)) {
        expects = Expects.STATUS;
        return true;
      }
    }
    return false;
  }

  private boolean step(ByteBuf in) {
    switch (expects) {
      case BODY:
        return copyBody(in);
      case CHUNK:
        if (copyBody(in)) {
          expects = Expects.CHUNK_END;
        }
        return false;
      default:
        return line.read(in) && takeLine();
    }
  }

  private boolean copyBody(ByteBuf in) {
    int count = Math.min(missing, in.readableBytes());
    body.append(in, count);
    missing -= count;
    return missing == 0;
  }

  private boolean takeLine() {
    switch (expects) {
      case STATUS:
        takeStatus();
        return false;
      case HEADER:
        return line.length() == 0 ? endOfHeaders() : takeHeader();
      case CHUNK_SIZE:
        return takeChunkSize();
      case CHUNK_END:
        expects = Expects.CHUNK_SIZE;
        return false;
      case TRAILER:
        return line.length() == 0;
      default:
        throw new IllegalStateException("no line is read in " + expects);
    }
  }

  private void takeStatus() {
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new WireException("not an HTTP/1.x status line: " + line.text());
    }
    status = (int) line.number(9, 12, 10);
    body.clear();
    contentLength = -1;
    chunked = false;
    expects = Expects.HEADER;
  }

  private boolean takeHeader() {
    if (line.isHeader(CONTENT_LENGTH)) {
      contentLength =
          checkedLength(line.number(line.valueStart(CONTENT_LENGTH), line.length(), 10));
    } else if (line.isHeader(TRANSFER_ENCODING)) {
      chunked = true;
    }
    return false;
  }

  private boolean endOfHeaders() {
    if (status < 200 || status == 204 || status == 304) {
      return true;
    }
    if (chunked) {
      expects = Expects.CHUNK_SIZE;
      return false;
    }
    if (contentLength < 0) {
      throw new WireException("a response with neither Content-Length nor chunks");
    }
    missing = contentLength;
    expects = Expects.BODY;
    return contentLength == 0;
  }

  private boolean takeChunkSize() {
    missing = checkedLength(line.number(0, line.indexOf(';'), 16));
    expects = missing == 0 ? Expects.TRAILER : Expects.CHUNK;
    return false;
  }

  private static int checkedLength(long length) {
    if (length > BODY_BYTES_MAX) {
      throw new WireException(
          "a body of " + length + " bytes; at most " + BODY_BYTES_MAX + " are read");
    }
    return (int) length;
  }
}
