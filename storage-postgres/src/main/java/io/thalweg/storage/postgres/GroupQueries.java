package io.thalweg.storage.postgres;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The statements that read groups. */
final class GroupQueries {
  final String group;
  final String names;

  GroupQueries(Sql sql) {
    group =
        sql.text(
            """
            SELECT s.id, g.generation, g.state, c.partitions, c.offsets
            FROM ${schema}.stream s
            LEFT JOIN ${schema}.consumer_group g ON g.stream_id = s.id AND g.name = $2
            LEFT JOIN LATERAL (
              SELECT array_agg(partition) AS partitions, array_agg(committed) AS offsets
              FROM ${schema}.group_commit WHERE stream_id = s.id AND group_name = $2) c ON true
            WHERE s.name = $1
            """);
    names =
        sql.text(
            """
            SELECT (SELECT array_agg(g.name ORDER BY g.name) FROM ${schema}.consumer_group g
              WHERE g.stream_id = s.id)
            FROM ${schema}.stream s WHERE s.name = $1
            """);
  }

  static GroupRecord group(StreamName stream, GroupName group, Row row) {
    if (row.getValue(1) == null) {
      throw GroupColumns.noGroup(group.value());
    }
    Map<Integer, Long> committed = new HashMap<>();
    Integer[] partitions = row.getArrayOfIntegers(3);
    Long[] offsets = row.getArrayOfLongs(4);
    for (int i = 0; partitions != null && i < partitions.length; i++) {
      committed.put(partitions[i], offsets[i]);
    }
    return new GroupRecord(
        stream, group, row.getInteger(0), row.getLong(1), row.getBuffer(2), committed);
  }

  static List<GroupName> names(Row row) {
    String[] names = row.getArrayOfStrings(0);
    return names == null ? List.of() : Arrays.stream(names).map(GroupName::new).toList();
  }
}
