package io.thalweg.server.testing;

import io.thalweg.core.history.History;
import io.thalweg.core.history.Publish;
import io.thalweg.core.history.Stored;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * An event that a history can tell from all others: its id is {@code PRODUCER-SEQ}, its data a text
 * of its own, its key one of some dozens.
 *
 * @param filling of the data, in characters
 */
public record NumberedEvent(int producer, long seq, int filling) {
  private static final int FILLING_MAX = 200;
  private static final int KEYS = 97;

  /** One of a modest size. */
  public NumberedEvent(int producer, long seq) {
    this(producer, seq, (int) (seq * 37 % FILLING_MAX));
  }

  /** The body to publish. */
  public String json() {
    return "{\"event\":\"numbered\",\"data\":\""
        + data()
        + "\",\"partition_key\":\"k"
        + seq % KEYS
        + "\",\"id\":\""
        + id()
        + "\"}";
  }

  /** Stands for the key of what somebody got. */
  public static long key(Stored event) {
    return event.seq() % KEYS;
  }

  private String id() {
    return producer + "-" + seq;
  }

  private String data() {
    return id() + " " + "x".repeat(filling);
  }

  /** As acknowledged by this answer, the first time it was sent. */
  public Publish acknowledged(JsonObject answer, long begun, long ended) {
    return Publish.acknowledged(
        producer,
        seq,
        digest(),
        begun,
        ended,
        answer.getLong("offset"),
        answer.getInteger("partition"));
  }

  public long digest() {
    return History.digest(data());
  }

  /** What a reader got. */
  public static Stored stored(JsonObject event) {
    String[] id = event.getString("id").split("-");
    return new Stored(
        event.getLong("offset"),
        event.getInteger("partition"),
        Integer.parseInt(id[0]),
        Long.parseLong(id[1]),
        History.digest(event.getString("data")));
  }

  /** What readers got. */
  public static List<Stored> stored(JsonArray events) {
    return events.stream().map(event -> stored((JsonObject) event)).toList();
  }
}
