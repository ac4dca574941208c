package io.thalweg.bench.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.thalweg.bench.net.BodyBytes;
import io.thalweg.bench.target.BenchFailure;
import java.io.IOException;

/**
 * Reads pages as any consumer has to: token by token, with every event's data decoded, since what
 * arrives as JSON is of no use before. Not thread-safe.
 */
final class PageParse {

  /** Told each event of a page, in the page's order. */
  interface Events {
    void event(long offset, int partition);
  }

  private static final JsonFactory JSON = new JsonFactory();
  private static final long ABSENT = -1;

  private long nextOffset;
  private long offset;
  private long partition;
  private int dataLength;

  /** Returns how many events the page holds. */
  int read(BodyBytes body, Events events) {
    nextOffset = ABSENT;
    try (JsonParser parser = JSON.createParser(body.array(), 0, body.length())) {
      expect(parser.nextToken() == JsonToken.START_OBJECT, "a page that is no object", body);
      int count = 0;
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        switch (name) {
          case "events" -> count = events(parser, body, events);
          case "next_offset" -> nextOffset = parser.getLongValue();
          default -> parser.skipChildren();
        }
      }
      return count;
    } catch (IOException e) {
      throw new BenchFailure("a page that is no JSON: " + e.getMessage());
    }
  }

  /** Where the page that was read last says that its reader has to go on. */
  long nextOffset() {
    if (nextOffset == ABSENT) {
      throw new BenchFailure("a page without next_offset");
    }
    return nextOffset;
  }

  private int events(JsonParser parser, BodyBytes body, Events events) throws IOException {
    int count = 0;
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      event(parser);
      expect(offset >= 0 && partition >= 0, "an event without offset or partition", body);
      expect(dataLength > 0, "an event without data", body);
      events.event(offset, (int) partition);
      count++;
    }
    return count;
  }

  private void event(JsonParser parser) throws IOException {
    offset = ABSENT;
    partition = ABSENT;
    dataLength = 0;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      switch (name) {
        case "offset" -> offset = parser.getLongValue();
        case "partition" -> partition = parser.getLongValue();
        case "data" -> dataLength = parser.getTextLength();
        default -> parser.skipChildren();
      }
    }
  }

  private static void expect(boolean holds, String fault, BodyBytes body) {
    if (!holds) {
      throw new BenchFailure(fault + ": " + body.text());
    }
  }
}
