package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.GroupWrite;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Group changes turned into columns of the write function. Not thread-safe. */
final class GroupColumns {
  private final List<GroupWrite> writes = new ArrayList<>();
  private final List<Integer> streams = new ArrayList<>();
  private final List<Integer> commitsFrom = new ArrayList<>();
  private final List<Integer> commitsTo = new ArrayList<>();
  private final List<Integer> partitions = new ArrayList<>();
  private final List<Long> offsets = new ArrayList<>();

  int count() {
    return writes.size();
  }

  GroupWrite write(int n) {
    return writes.get(n);
  }

  void add(int stream, GroupWrite write) {
    writes.add(write);
    streams.add(stream);
    commitsFrom.add(partitions.size() + 1);
    write
        .commits()
        .forEach(
            (partition, offset) -> {
              partitions.add(partition);
              offsets.add(offset);
            });
    commitsTo.add(partitions.size());
  }

  void addTo(List<Object> parameters) {
    parameters.add(streams.toArray(Integer[]::new));
    parameters.add(writes.stream().map(write -> write.group().value()).toArray(String[]::new));
    parameters.add(writes.stream().map(GroupColumns::kind).toArray(Integer[]::new));
    parameters.add(writes.stream().map(GroupWrite::expectedGeneration).toArray(Long[]::new));
    parameters.add(writes.stream().map(GroupWrite::generation).toArray(Long[]::new));
    parameters.add(writes.stream().map(GroupWrite::state).toArray(Buffer[]::new));
    parameters.add(commitsFrom.toArray(Integer[]::new));
    parameters.add(commitsTo.toArray(Integer[]::new));
    parameters.add(partitions.toArray(Integer[]::new));
    parameters.add(offsets.toArray(Long[]::new));
  }

  /** The numbers that the write function knows. */
  private static int kind(GroupWrite write) {
    return switch (write.kind()) {
      case CREATE -> 0;
      case COMMIT -> 1;
      case SEEK -> 2;
      case DELETE -> 3;
    };
  }

  StreamException refusal(int code, GroupWrite write, Long generation) {
    return switch (code) {
      case 3 -> noGroup(write.group().value());
      case 4 ->
          StreamException.of(
              ErrorCode.GROUP_EXISTS, "the group " + write.group() + " exists already");
      case 5 ->
          StreamException.of(
              ErrorCode.FENCED,
              "the group " + write.group() + " is in generation " + generation,
              Map.of("generation", generation));
      default -> throw new IllegalStateException("refusal " + code);
    };
  }

  static StreamException noGroup(String group) {
    return StreamException.of(ErrorCode.GROUP_NOT_FOUND, "there is no group " + group);
  }
}
