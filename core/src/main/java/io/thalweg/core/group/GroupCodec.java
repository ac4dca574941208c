package io.thalweg.core.group;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Assignment;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupMode;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.spi.GroupRecord;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The layout of a group as bytes: settings, members, and for each partition who holds it, since
 * which generation, and who shall hold it. Committed offsets and the generation are the storage's
 * own fields.
 *
 * <pre>
 * u8 version = 2 | u8 mode | u8 assignment | u8 start kind | i64 start value | i64 session timeout
 * i64 start of new partitions | i32 members | members x (u8 length, name in ASCII)
 * i32 partitions | partitions x (i32 owner, i32 target, i64 assigned, u8 paused); -1 for no member
 * </pre>
 *
 * <p>Version 1, which is still read, had no {@code paused}.
 */
final class GroupCodec {
  private static final int VERSION = 2;
  private static final int WITHOUT_PAUSES = 1;
  private static final int NOBODY = -1;

  private GroupCodec() {}

  static Buffer encode(GroupState state) {
    GroupConfig config = state.identity().config();
    Buffer out = Buffer.buffer(64 + 17 * state.partitions().size());
    out.appendUnsignedByte((short) VERSION)
        .appendUnsignedByte((short) config.mode().ordinal())
        .appendUnsignedByte((short) config.assignment().ordinal())
        .appendUnsignedByte((short) config.start().kind().ordinal())
        .appendLong(config.start().value())
        .appendLong(config.sessionTimeoutMs())
        .appendLong(state.newPartitionStart());
    List<String> names = state.members().names();
    Map<String, Integer> numbers = new HashMap<>();
    out.appendInt(names.size());
    for (String name : names) {
      numbers.put(name, numbers.size());
      out.appendUnsignedByte((short) name.length()).appendString(name, "US-ASCII");
    }
    out.appendInt(state.partitions().size());
    for (PartitionState partition : state.partitions().toList()) {
      out.appendInt(numbers.getOrDefault(partition.owner(), NOBODY))
          .appendInt(numbers.getOrDefault(partition.target(), NOBODY))
          .appendLong(partition.assigned())
          .appendUnsignedByte((short) (partition.paused() ? 1 : 0));
    }
    return out;
  }

  /**
   * The group after a restart: each member has a whole session timeout from {@code now}, and goes
   * on at the committed offsets. What was delivered before and not committed is not known: nothing
   * counts as delivered.
   *
   * @param ticketBase above all tickets given before, so that no old one is taken for a new one
   */
  static GroupState restore(GroupRecord record, long now, long ticketBase) {
    Reader in = new Reader(record.state());
    int version = in.u8();
    if (version != VERSION && version != WITHOUT_PAUSES) {
      throw StreamException.of(
          ErrorCode.CORRUPT, "group " + record.group() + " was stored by another version");
    }
    GroupMode mode = GroupMode.values()[in.u8()];
    Assignment assignment = Assignment.values()[in.u8()];
    StartPoint start = new StartPoint(StartPoint.Kind.values()[in.u8()], in.i64());
    GroupConfig config = new GroupConfig(mode, start, in.i64(), assignment);
    long newPartitionStart = in.i64();
    List<Member> members = in.members(now + config.sessionTimeoutMs());
    List<PartitionState> partitions = new ArrayList<>();
    for (int i = 0, count = in.i32(); i < count; i++) {
      long committed = record.committed().getOrDefault(i, newPartitionStart);
      partitions.add(in.partition(members, committed, version != WITHOUT_PAUSES));
    }
    GroupState state =
        new GroupState(
            new GroupIdentity(record.stream(), record.group(), record.streamGeneration(), config),
            record.generation(),
            newPartitionStart,
            PersistentArray.of(partitions),
            Members.of(members),
            SharedWork.NONE,
            ticketBase,
            PersistentArray.empty());
    return Membership.holding(state);
  }

  /** Not thread-safe. */
  private static final class Reader {
    private final Buffer in;
    private int at;

    Reader(Buffer in) {
      this.in = in;
    }

    int u8() {
      return in.getUnsignedByte(at++);
    }

    int i32() {
      at += Integer.BYTES;
      return in.getInt(at - Integer.BYTES);
    }

    long i64() {
      at += Long.BYTES;
      return in.getLong(at - Long.BYTES);
    }

    List<Member> members(long expiresAt) {
      List<Member> members = new ArrayList<>();
      for (int i = 0, count = i32(); i < count; i++) {
        int length = u8();
        members.add(Member.restored(in.getString(at, at + length, "US-ASCII"), expiresAt));
        at += length;
      }
      return members;
    }

    PartitionState partition(List<Member> members, long committed, boolean withPause) {
      String owner = name(members, i32());
      String target = name(members, i32());
      long assigned = i64();
      boolean paused = withPause && u8() == 1;
      return new PartitionState(
          owner, assigned, target, committed, committed, committed, false, paused);
    }

    private static String name(List<Member> members, int number) {
      return number == NOBODY ? null : members.get(number).name();
    }
  }
}
