package io.thalweg.storage.postgres;

import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.JsonText;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that read pages. Each tells the stream's ends and the events from one snapshot.
 * Three ways to find events, because each is slow at what another is fast at.
 */
final class EventReads {
  /** Bytes of a page at most, however many are asked for: a value of the server holds 1 GB. */
  private static final int PAGE_BYTES_MAX = 64 << 20;

  /** How many events a read that leaves some out looks at before it answers. */
  private static final int LOOKED_AT_MAX = 20_000;

  /** With so many partitions or fewer, each is read through the partition index. */
  private static final int INDEXED_PARTITIONS_MAX = 4;

  /** All events, by offset: the ends of the page are known before it is read. */
  private static final String ALL =
      """
      SELECT s.id, s.head, s.min_offset, w.lo, NULL::bigint, 0::bigint, p.*
      FROM ${schema}.stream s
      CROSS JOIN LATERAL (SELECT greatest($2::bigint, s.min_offset) AS lo) w
      CROSS JOIN LATERAL (SELECT $4::bigint + coalesce((
        SELECT f.bytes_end FROM ${schema}.event f
        WHERE f.stream_id = s.id AND f.event_offset = w.lo - 1), s.bytes_removed) AS bytes_max) b
      CROSS JOIN LATERAL (
        SELECT array_agg(e.timestamp), array_agg(e.shape), array_agg(octet_length(e.body)),
          array_agg(e.partition) FILTER (WHERE s.split_offset IS NOT NULL),
          array_agg(e.ordinal) FILTER (WHERE s.split_offset IS NOT NULL),
          textsend(string_agg(e.body, '')), NULL::bigint[]
        FROM (
          SELECT * FROM ${schema}.event e
          WHERE e.stream_id = s.id AND e.event_offset >= w.lo
            AND e.event_offset < least(least(w.lo, s.head) + $3::integer, s.head)
            AND (e.event_offset = w.lo OR e.bytes_end <= b.bytes_max)
          ORDER BY e.event_offset) e) p
      WHERE s.name = $1
      """;

  /** What the two that leave events out have in common: cut by bytes, gathered into arrays. */
  private static final String SOME =
      """
      SELECT s.id, s.head, s.min_offset, w.lo, w.hi, p.*
      FROM ${schema}.stream s
      CROSS JOIN LATERAL (
        SELECT greatest($2::bigint, s.min_offset) AS lo, least(s.head, ${hi}) AS hi) w
      CROSS JOIN LATERAL (
        SELECT count(*) AS found, array_agg(e.timestamp) FILTER (WHERE e.fits),
          array_agg(e.shape) FILTER (WHERE e.fits), array_agg(octet_length(e.body)) FILTER (WHERE e.fits),
          array_agg(e.partition) FILTER (WHERE e.fits), array_agg(e.ordinal) FILTER (WHERE e.fits),
          textsend(string_agg(e.body, '') FILTER (WHERE e.fits)),
          array_agg(e.event_offset) FILTER (WHERE e.fits)
        FROM (
          SELECT e.*, count(*) OVER w = 1 OR sum(octet_length(e.body) + 43) OVER w <= $4::bigint AS fits
          FROM (${events} ORDER BY event_offset LIMIT $3::integer) e
          WINDOW w AS (ORDER BY e.event_offset ROWS UNBOUNDED PRECEDING)) e) p
      WHERE s.name = $1
      """;

  /** By offset, looking at every event. $5 is the first offset wanted of each partition. */
  private static final String RANGE =
      SOME.replace("${hi}", "least(greatest($2::bigint, s.min_offset), s.head) + " + LOOKED_AT_MAX)
          .replace(
              "${events}",
              """
              SELECT * FROM ${schema}.event e
              WHERE e.stream_id = s.id AND e.event_offset >= w.lo AND e.event_offset < w.hi
                AND ($5::bigint[] IS NULL OR ($5::bigint[])[e.partition + 1] <= e.event_offset)
                AND ($6::text IS NULL OR e.body LIKE $6)
              """);

  /**
   * By partition and offset. $5 are partitions, $6 the first offset wanted of each. Events from
   * before the stream's second partition are in no partition index.
   */
  private static final String INDEXED =
      SOME.replace("${hi}", "s.head")
          .replace(
              "${events}",
              """
              SELECT * FROM (
                SELECT e.* FROM unnest($5::integer[], $6::bigint[]) f(partition, start)
                CROSS JOIN LATERAL (
                  SELECT * FROM ${schema}.event e
                  WHERE e.stream_id = s.id AND e.partition = f.partition AND e.ordinal IS NOT NULL
                    AND e.event_offset >= greatest(f.start, w.lo) AND e.event_offset < w.hi
                  ORDER BY e.event_offset LIMIT $3::integer) e
                UNION ALL
                SELECT e.* FROM unnest($5::integer[], $6::bigint[]) f(partition, start)
                CROSS JOIN LATERAL (
                  SELECT * FROM ${schema}.event e
                  WHERE f.partition = 0 AND e.stream_id = s.id
                    AND e.event_offset >= greatest(f.start, w.lo)
                    AND e.event_offset < least(w.hi, s.split_offset)
                  ORDER BY e.event_offset LIMIT $3::integer) e) e
              """);

  private static final int LO = 3;
  private static final int HI = 4;
  private static final int FOUND = 5;
  private static final int PAGE = 6;

  private final String all;
  private final String range;
  private final String indexed;

  EventReads(Sql sql) {
    all = sql.text(ALL);
    range = sql.text(RANGE);
    indexed = sql.text(INDEXED);
  }

  String statement(ReadQuery query) {
    EventFilter filter = query.filter();
    if (filter.isAll()) {
      return all;
    }
    return isIndexed(filter) ? indexed : range;
  }

  Tuple parameters(ReadQuery query) {
    EventFilter filter = query.filter();
    Tuple common =
        Tuple.of(
            query.stream().value(),
            query.from(),
            query.eventsMax(),
            (long) Math.min(query.bytesMax(), PAGE_BYTES_MAX));
    if (filter.isAll()) {
      return common;
    }
    if (isIndexed(filter)) {
      List<Integer> partitions = wanted(filter);
      return common
          .addArrayOfInteger(partitions.toArray(Integer[]::new))
          .addArrayOfLong(partitions.stream().map(filter::start).toArray(Long[]::new));
    }
    return common
        .addValue(filter.byPartition() ? starts(filter) : null)
        .addValue(filter.type() == null ? null : like(filter.type().value()));
  }

  ReadResult result(ReadQuery query, Row row) {
    long head = row.getLong(1);
    long lo = row.getLong(LO);
    PageDecoder page = new PageDecoder(row, PAGE);
    EventBlock block = page.block(lo);
    long next;
    if (query.filter().isAll()) {
      next = lo + page.count();
    } else {
      int found = (int) (long) row.getLong(FOUND);
      boolean looksFurther = found == query.eventsMax() || found > page.count();
      next = looksFurther ? page.lastOffset(lo) + 1 : Math.max(lo, row.getLong(HI));
      block = PageDecoder.select(block, query.filter());
    }
    return new ReadResult(block, next, row.getLong(2), head, row.getInteger(0));
  }

  private static boolean isIndexed(EventFilter filter) {
    return filter.type() == null
        && filter.byPartition()
        && wanted(filter).size() <= INDEXED_PARTITIONS_MAX;
  }

  private static List<Integer> wanted(EventFilter filter) {
    List<Integer> wanted = new ArrayList<>();
    for (int p = 0; p < filter.partitionsEnd(); p++) {
      if (filter.wantsPartition(p)) {
        wanted.add(p);
      }
    }
    return wanted;
  }

  private static Long[] starts(EventFilter filter) {
    Long[] starts = new Long[filter.partitionsEnd()];
    for (int p = 0; p < starts.length; p++) {
      starts[p] = filter.start(p);
    }
    return starts;
  }

  /**
   * A pattern for bodies that every type which fits {@code typePattern} matches, and few others.
   */
  private static String like(String typePattern) {
    int wildcard = 0;
    while (wildcard < typePattern.length() && "*>".indexOf(typePattern.charAt(wildcard)) < 0) {
      wildcard++;
    }
    boolean exact = wildcard == typePattern.length();
    byte[] prefix = JsonText.escape(typePattern.substring(0, wildcard));
    String literal =
        new String(prefix, StandardCharsets.UTF_8)
            .replace("\\", "\\\\")
            .replace("%", "\\%")
            .replace("_", "\\_");
    return "{\"event\":\"" + literal + (exact ? "\",%" : "%");
  }
}
