package io.thalweg.storage.postgres;

import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Empty schemas for one test after the other. Those of past tests are emptied and used again: to
 * create the tables takes longer than most tests. Not thread-safe.
 */
final class Schemas {
  private final Deque<String> free = new ArrayDeque<>();
  private final List<String> taken = new ArrayList<>();
  private boolean testEnded;

  /** All storages on what was taken until now will be closed before the next is taken. */
  void testEnded() {
    testEnded = true;
  }

  String take(Vertx vertx) {
    if (testEnded) {
      free.addAll(taken);
      taken.clear();
      testEnded = false;
    }
    String schema = free.poll();
    if (schema == null) {
      schema = PostgresServers.freshSchema();
    } else {
      PostgresServers.sql(vertx, empty(schema));
    }
    taken.add(schema);
    return schema;
  }

  private static String empty(String schema) {
    StringBuilder sql = new StringBuilder("SET enable_seqscan = on;");
    for (String table :
        List.of(
            "stream",
            "event",
            "partition_state",
            "event_id",
            "consumer_group",
            "group_commit",
            "producer",
            "producer_batch",
            "lease",
            "sweep")) {
      sql.append("DELETE FROM ").append(schema).append('.').append(table).append(';');
    }
    return sql.toString();
  }
}
