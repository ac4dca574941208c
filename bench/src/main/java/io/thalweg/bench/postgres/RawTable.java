package io.thalweg.bench.postgres;

import io.thalweg.bench.target.BenchFailure;

/** The least table that keeps events by number; made for a workload and dropped after it. */
record RawTable(RawPostgres database, String name) implements AutoCloseable {
  static final String SCHEMA = "thalweg_bench";

  static RawTable create(RawPostgres database, String workload) {
    RawTable table = named(database, workload);
    String name = table.name;
    database.sql(
        "CREATE SCHEMA IF NOT EXISTS "
            + SCHEMA
            + "; DROP TABLE IF EXISTS "
            + name
            + "; CREATE TABLE "
            + name
            + " (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)");
    return table;
  }

  /** The one that was made for a workload before. */
  static RawTable named(RawPostgres database, String workload) {
    return new RawTable(database, SCHEMA + "." + workload.replaceAll("[^A-Za-z0-9]", "_"));
  }

  String insertOne() {
    return "INSERT INTO " + name + " (body) VALUES ($1)";
  }

  /** One statement for many rows, whose only parameter is an array. */
  String insertMany() {
    return "INSERT INTO " + name + " (body) SELECT unnest($1::text[])";
  }

  String select(int limit) {
    return "SELECT number, body FROM "
        + name
        + " WHERE number >= $1 ORDER BY number LIMIT "
        + limit;
  }

  /** Rows with the numbers from 1 on. */
  void fill(int rows, String body) {
    database.sql(
        "INSERT INTO "
            + name
            + " (body) SELECT '"
            + body.replace("'", "''")
            + "' FROM generate_series(1, "
            + rows
            + ")");
    database.sql("VACUUM ANALYZE " + name);
  }

  /** Fails unless the table holds exactly what was acknowledged. */
  void requireRows(long acknowledged) {
    long rows = database.sql("SELECT count(*) FROM " + name).iterator().next().getLong(0);
    if (rows != acknowledged) {
      throw new BenchFailure(acknowledged + " rows were acknowledged, but there are " + rows);
    }
  }

  @Override
  public void close() {
    database.sql("DROP TABLE " + name);
  }
}
