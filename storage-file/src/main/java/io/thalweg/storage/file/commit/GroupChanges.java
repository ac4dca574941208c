package io.thalweg.storage.file.commit;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.GroupWrite.Kind;
import io.thalweg.storage.file.journal.EntryType;
import io.thalweg.storage.file.journal.Frame;
import io.thalweg.storage.file.stream.StreamCodec;
import io.thalweg.storage.file.stream.StreamLog;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The groups that a commit changes, seen on top of what the commits before it change. Owned by the
 * commit thread.
 */
final class GroupChanges {
  private final Pending<Key, Optional<GroupRecord>> changes;

  private record Key(StreamLog stream, GroupName group) {}

  private GroupChanges(Pending<Key, Optional<GroupRecord>> changes) {
    this.changes = changes;
  }

  static GroupChanges first() {
    return new GroupChanges(Pending.first());
  }

  /** Changes of another commit that may be under way at the same time. */
  GroupChanges another() {
    return new GroupChanges(changes.another());
  }

  /** Throws unless the write may be stored now. */
  void check(StreamLog stream, GroupWrite write) {
    GroupRecord group = now(stream, write.group());
    if (write.kind() == Kind.CREATE) {
      if (group != null) {
        throw StreamException.of(
            ErrorCode.GROUP_EXISTS,
            "the stream " + stream.name() + " has a group " + write.group() + " already");
      }
      return;
    }
    if (group == null) {
      throw StreamException.of(
          ErrorCode.GROUP_NOT_FOUND,
          "the stream " + stream.name() + " has no group " + write.group());
    }
    if (group.generation() != write.expectedGeneration()) {
      throw StreamException.of(
          ErrorCode.FENCED,
          "the group " + write.group() + " is in generation " + group.generation(),
          Map.of("generation", group.generation()));
    }
  }

  /** Takes in a write that {@link #check} let pass. */
  void add(StreamLog stream, GroupWrite write, Frame frame) {
    Key key = new Key(stream, write.group());
    if (write.kind() == Kind.DELETE) {
      changes.put(key, Optional.empty());
      frame.begin(EntryType.GROUP_DELETE, stream.id()).putText(write.group().value());
      frame.end();
      return;
    }
    GroupRecord before = now(stream, write.group());
    Map<Integer, Long> moved = before == null ? write.commits() : moved(before, write);
    Map<Integer, Long> committed = new HashMap<>(before == null ? Map.of() : before.committed());
    committed.putAll(moved);
    changes.put(
        key,
        Optional.of(
            new GroupRecord(
                stream.name(),
                write.group(),
                stream.generation(),
                write.generation(),
                state(before, write),
                committed)));
    StreamCodec.writeGroup(
        frame.begin(EntryType.GROUP, stream.id()),
        write.group(),
        write.generation(),
        write.state(),
        moved);
    frame.end();
  }

  private static Buffer state(GroupRecord before, GroupWrite write) {
    if (write.state() != null) {
      return write.state();
    }
    return before == null ? Buffer.buffer() : before.state();
  }

  private static Map<Integer, Long> moved(GroupRecord before, GroupWrite write) {
    if (write.kind() == Kind.SEEK) {
      return write.commits();
    }
    Map<Integer, Long> moved = new HashMap<>();
    write
        .commits()
        .forEach(
            (partition, offset) -> {
              Long stored = before.committed().get(partition);
              if (stored == null || stored < offset) {
                moved.put(partition, offset);
              }
            });
    return moved;
  }

  private GroupRecord now(StreamLog stream, GroupName name) {
    Optional<GroupRecord> change = changes.isNothing() ? null : changes.get(new Key(stream, name));
    return change == null ? stream.groups().get(name) : change.orElse(null);
  }

  /** The commit is durable: shows the changes. */
  void publish() {
    changes.publish(
        (key, group) ->
            group.ifPresentOrElse(
                record -> key.stream().groups().put(key.group(), record),
                () -> key.stream().groups().remove(key.group())));
  }

  /** The commit did not happen, nor did any that came later. */
  void abandon() {
    changes.abandon();
  }
}
