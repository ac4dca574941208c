package io.thalweg.bench.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.thalweg.bench.net.BodyBytes;
import io.thalweg.bench.target.BenchFailure;
import java.io.IOException;

/**
 * Not thread-safe. Reads the events of a page from a storage engine, as {@link PageParse} reads
 * those of the product: token by token, with every event's data decoded.
 */
public final class EventsParse {

  private static final JsonFactory JSON = new JsonFactory();

  /** Returns how many events stand there, one behind the other. */
  public int count(BodyBytes events) {
    int count = 0;
    try (JsonParser parser = JSON.createParser(events.array(), 0, events.length())) {
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        event(parser);
        count++;
      }
    } catch (IOException e) {
      throw new BenchFailure("events that are no JSON", e);
    }
    return count;
  }

  private static void event(JsonParser parser) throws IOException {
    int dataLength = 0;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (name.equals("data")) {
        dataLength = parser.getTextLength();
      } else {
        parser.skipChildren();
      }
    }
    if (dataLength == 0) {
      throw new BenchFailure("an event without data");
    }
  }
}
