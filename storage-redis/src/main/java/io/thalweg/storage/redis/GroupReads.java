package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Reads of groups. */
final class GroupReads {
  private static final String COMMITTED = "committed:";

  private final Servers servers;
  private final Keys keys;

  GroupReads(Servers servers, Keys keys) {
    this.servers = servers;
    this.keys = keys;
  }

  Future<GroupRecord> group(StreamName stream, GroupName group) {
    return servers
        .read(
            keys.slot(stream),
            List.of(
                StreamColumns.fields(keys, stream, "generation"),
                Request.cmd(Command.HGETALL).arg(keys.group(stream, group))))
        .map(replies -> record(stream, group, replies.get(0).get(0), replies.get(1)));
  }

  private static GroupRecord record(
      StreamName stream, GroupName group, Response streamGeneration, Response fields) {
    StreamColumns.requireStream(stream, streamGeneration);
    if (fields.size() == 0) {
      throw StreamException.of(
          ErrorCode.GROUP_NOT_FOUND,
          "the group " + group + " of the stream " + stream + " does not exist");
    }
    long generation = 0;
    Buffer state = Buffer.buffer();
    Map<Integer, Long> committed = new HashMap<>();
    for (int i = 0; i < fields.size(); i += 2) {
      String field = fields.get(i).toString();
      if (field.equals("generation")) {
        generation = fields.get(i + 1).toLong();
      } else if (field.equals("state")) {
        state = fields.get(i + 1).toBuffer();
      } else {
        committed.put(
            Integer.valueOf(field.substring(COMMITTED.length())), fields.get(i + 1).toLong());
      }
    }
    return new GroupRecord(stream, group, streamGeneration.toLong(), generation, state, committed);
  }

  Future<List<GroupName>> groups(StreamName stream) {
    return servers
        .read(
            keys.slot(stream),
            List.of(
                StreamColumns.fields(keys, stream, "generation"),
                Request.cmd(Command.SMEMBERS).arg(keys.groups(stream))))
        .map(
            replies -> {
              StreamColumns.requireStream(stream, replies.get(0).get(0));
              return StreamSupport.stream(replies.get(1).spliterator(), false)
                  .map(Response::toString)
                  .sorted()
                  .map(GroupName::new)
                  .toList();
            });
  }
}
