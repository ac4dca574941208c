package io.thalweg.bench.base;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Walks a publish body token by token, the least that a server must do to know what it was sent.
 */
final class JsonArrayWalk {

  /** Told where each event of the array stands in the body. */
  interface Elements {
    void element(int start, int end);
  }

  private static final JsonFactory JSON = new JsonFactory();

  private JsonArrayWalk() {}

  static boolean isArray(ByteBuf body) {
    return body.isReadable() && body.getByte(body.readerIndex()) == '[';
  }

  /**
   * Returns how many events the array holds.
   *
   * @throws UncheckedIOException if it is no JSON array
   */
  static int walk(ByteBuf body, Elements elements) {
    int count = 0;
    try (JsonParser parser = parserOf(body)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("not an array");
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        skipObject(parser);
        elements.element(start, (int) parser.currentLocation().getByteOffset());
        count++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count;
  }

  private static void skipObject(JsonParser parser) throws IOException {
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new IOException("the array is cut");
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }
  }

  private static JsonParser parserOf(ByteBuf body) throws IOException {
    return body.hasArray()
        ? JSON.createParser(
            body.array(), body.arrayOffset() + body.readerIndex(), body.readableBytes())
        : JSON.createParser((java.io.InputStream) new ByteBufInputStream(body.duplicate()));
  }
}
