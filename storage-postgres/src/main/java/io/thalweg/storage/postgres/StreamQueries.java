package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.PartitionStats;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The statements about streams as a whole. */
final class StreamQueries {
  private static final String INFO =
      "s.id, s.name, s.partitions, s.retention_ms, s.retention_bytes, s.retention_events,"
          + " s.dedup_window_ms, s.created_at, s.min_offset, s.head, s.bytes_end - s.bytes_removed";

  /** Greater than whatever a name may go on with. */
  static final String BEHIND_NAMES = "~";

  private static final int INFO_COLUMNS = 11;
  private static final int ALTER_PARAMETERS = 7;

  /**
   * For a partition p from an offset on: the ordinal of its first event there, and the ordinal that
   * its next event will get. What lies before the stream's second partition is all in partition 0
   * and has its offset for an ordinal.
   */
  private static final String ORDINALS =
      """
      CROSS JOIN LATERAL (
        SELECT CASE WHEN s.split_offset IS NULL THEN CASE WHEN f.partition = 0 THEN s.head ELSE 0 END
          ELSE (SELECT o.ordinal FROM ${schema}.next_ordinal(s.id, f.partition) o) END AS next_ordinal) n
      CROSS JOIN LATERAL (
        SELECT CASE WHEN f.partition = 0 AND f.start < coalesce(s.split_offset, s.head) THEN f.start
          ELSE coalesce((
            SELECT e.ordinal FROM ${schema}.event e
            WHERE e.stream_id = s.id AND e.partition = f.partition AND e.ordinal IS NOT NULL
              AND e.event_offset >= f.start ORDER BY e.event_offset LIMIT 1), n.next_ordinal)
          END AS first_ordinal) o
      """;

  final String create;
  final String alter;
  final String drop;
  final String info;
  final String stats;
  final String names;
  final String offsetAtTime;
  final String countFrom;
  final String heads;

  StreamQueries(Sql sql) {
    create =
        sql.text(
            """
            INSERT INTO ${schema}.stream AS s (name, partitions, retention_ms, retention_bytes,
              retention_events, dedup_window_ms, created_at, split_offset)
            VALUES ($1, $2, $3, $4, $5, $6, ${schema}.now_ms(),
              CASE WHEN $2 > 1 THEN 0::bigint END)
            ON CONFLICT (name) DO NOTHING RETURNING\s"""
                + INFO);
    alter =
        sql.text(
            "SELECT * FROM ${schema}.alter_stream("
                + WriteCall.placeholders(ALTER_PARAMETERS)
                + ")");
    drop = sql.text("SELECT ${schema}.drop_stream($1)");
    info = sql.text("SELECT " + INFO + " FROM ${schema}.stream s WHERE s.name = $1");
    stats =
        sql.text(
            "SELECT "
                + INFO
                + """
                , f.partition, n.next_ordinal - o.first_ordinal, l.min_offset, l.max_offset
                FROM ${schema}.stream s
                CROSS JOIN LATERAL (
                  SELECT p.partition, s.min_offset AS start
                  FROM generate_series(0, s.partitions - 1) p(partition)) f
                """
                + ORDINALS
                + """
                CROSS JOIN LATERAL (
                  SELECT CASE WHEN f.partition = 0 AND f.start < coalesce(s.split_offset, s.head)
                    THEN f.start ELSE (
                      SELECT e.event_offset FROM ${schema}.event e
                      WHERE e.stream_id = s.id AND e.partition = f.partition AND e.ordinal IS NOT NULL
                        AND e.event_offset >= f.start ORDER BY e.event_offset LIMIT 1)
                    END AS min_offset,
                    coalesce((
                      SELECT e.event_offset FROM ${schema}.event e
                      WHERE e.stream_id = s.id AND e.partition = f.partition AND e.ordinal IS NOT NULL
                        AND e.event_offset >= f.start ORDER BY e.event_offset DESC LIMIT 1),
                      CASE WHEN f.partition = 0 THEN coalesce(s.split_offset, s.head) - 1 END
                    ) AS max_offset) l
                WHERE s.name = $1 ORDER BY f.partition
                """);
    names =
        sql.text(
            """
            SELECT s.name FROM ${schema}.stream s
            WHERE s.name >= $1 COLLATE "C" AND s.name < $2 COLLATE "C" AND s.name > $3 COLLATE "C"
            ORDER BY s.name LIMIT $4
            """);
    offsetAtTime =
        sql.text(
            "SELECT ${schema}.offset_at_time(s.id, s.min_offset, s.head, $2)"
                + " FROM ${schema}.stream s WHERE s.name = $1");
    countFrom =
        sql.text(
            """
            SELECT f.partition, n.next_ordinal - o.first_ordinal
            FROM ${schema}.stream s
            LEFT JOIN LATERAL (
              SELECT w.partition, least(greatest(w.start, s.min_offset), s.head) AS start
              FROM unnest($2::integer[], $3::bigint[]) w(partition, start)) f ON true
            """
                + ORDINALS
                + "WHERE s.name = $1");
    heads = sql.text("SELECT id, name, head, min_offset, alterations FROM ${schema}.stream");
  }

  static Tuple settings(Tuple start, StreamConfig config) {
    return start
        .addInteger(config.partitions())
        .addLong(config.retentionMs())
        .addLong(config.retentionBytes())
        .addLong(config.retentionEvents())
        .addLong(config.dedupWindowMs());
  }

  /** Throws if the alter function refused. */
  static void checkAltered(StreamName name, Row row) {
    switch (row.getInteger(0)) {
      case 0 -> {}
      case 1 -> throw WriteCall.noStream(name);
      case 2 ->
          throw StreamException.of(
              ErrorCode.STREAM_GENERATION_MISMATCH,
              "the stream " + name + " is in generation " + row.getLong(1),
              Map.of("generation", row.getLong(1)));
      default -> throw StreamException.invalid("partitions", "may not become fewer");
    }
  }

  static StreamInfo info(Row row) {
    return new StreamInfo(
        new StreamName(row.getString(1)),
        new StreamConfig(
            row.getInteger(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6)),
        row.getInteger(0),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10));
  }

  static StreamStats stats(Iterable<Row> rows) {
    List<PartitionStats> partitions = new ArrayList<>();
    StreamInfo info = null;
    for (Row row : rows) {
      info = info == null ? info(row) : info;
      long count = row.getLong(INFO_COLUMNS + 1);
      partitions.add(
          count == 0
              ? new PartitionStats(row.getInteger(INFO_COLUMNS), 0, info.head(), info.head() - 1)
              : new PartitionStats(
                  row.getInteger(INFO_COLUMNS),
                  count,
                  row.getLong(INFO_COLUMNS + 2),
                  row.getLong(INFO_COLUMNS + 3)));
    }
    return new StreamStats(info, partitions);
  }
}
