package io.thalweg.storage.file.stream;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.storage.file.disk.ByteSink;
import io.thalweg.storage.file.disk.ByteSource;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/** Streams and groups as bytes, for journal entries and checkpoints. */
public final class StreamCodec {
  private static final int UNCHANGED = -1;
  private static final int PRODUCERS_SINCE = 2;

  private StreamCodec() {}

  public static void writeConfig(ByteSink sink, StreamConfig config) {
    sink.putInt(config.partitions()).putLong(config.retentionMs());
    sink.putLong(config.retentionBytes()).putLong(config.retentionEvents());
    sink.putLong(config.dedupWindowMs());
  }

  public static StreamConfig readConfig(ByteSource source) {
    return new StreamConfig(
        source.readInt(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong());
  }

  /** What makes the stream: the body of its birth. */
  public static void writeBirth(ByteSink sink, StreamLog stream) {
    sink.putText(stream.name().value()).putLong(stream.generation()).putLong(stream.createdAt());
    writeConfig(sink, stream.config());
  }

  public static StreamLog readBirth(ByteSource source, long id, Streams streams) {
    StreamName name = new StreamName(source.readText());
    return streams.make(id, name, source.readLong(), source.readLong(), readConfig(source));
  }

  /** A change of a group: its state if that is new, and the positions that moved. */
  public static void writeGroup(
      ByteSink sink, GroupName group, long generation, Buffer state, Map<Integer, Long> moved) {
    sink.putText(group.value()).putLong(generation);
    if (state == null) {
      sink.putInt(UNCHANGED);
    } else {
      sink.putInt(state.length()).putBytes(state.getBytes());
    }
    sink.putInt(moved.size());
    moved.forEach((partition, offset) -> sink.putInt(partition).putLong(offset));
  }

  /** Takes in a change that {@link #writeGroup} wrote. */
  public static void readGroup(ByteSource source, StreamLog stream) {
    GroupName name = new GroupName(source.readText());
    long generation = source.readLong();
    GroupRecord before = stream.groups().get(name);
    int stateBytes = source.readInt();
    Buffer state =
        stateBytes == UNCHANGED
            ? before == null ? Buffer.buffer() : before.state()
            : Buffer.buffer(source.readBytes(stateBytes));
    Map<Integer, Long> committed = new HashMap<>(before == null ? Map.of() : before.committed());
    for (int i = source.readInt(); i > 0; i--) {
      committed.put(source.readInt(), source.readLong());
    }
    stream
        .groups()
        .put(
            name,
            new GroupRecord(
                stream.name(), name, stream.generation(), generation, state, committed));
  }

  public static void writeTrim(ByteSink sink, long minOffset, long minPosition, long[] floors) {
    sink.putLong(minOffset).putLong(minPosition).putInt(floors.length);
    for (long floor : floors) {
      sink.putLong(floor);
    }
  }

  public static void readTrim(ByteSource source, StreamLog stream) {
    long minOffset = source.readLong();
    long minPosition = source.readLong();
    long[] floors = new long[source.readInt()];
    for (int i = 0; i < floors.length; i++) {
      floors[i] = source.readLong();
    }
    stream.trim(minOffset, minPosition, floors);
  }

  /** Everything about all streams except where their records are. Commit thread only. */
  public static void writeAll(ByteSink sink, Streams streams) {
    sink.putLong(streams.lastId()).putLong(streams.lastGeneration()).putInt(streams.size());
    for (StreamLog stream : streams.all()) {
      writeStream(sink, stream);
    }
  }

  private static void writeStream(ByteSink sink, StreamLog stream) {
    sink.putLong(stream.id());
    writeBirth(sink, stream);
    Span span = stream.span();
    sink.putLong(span.minOffset()).putLong(span.minPosition());
    sink.putLong(span.head()).putLong(span.headPosition()).putLong(span.lastTimestamp());
    sink.putInt(stream.turn);
    stream.partitions().writeTo(sink);
    stream.ids().writeTo(sink);
    sink.putInt(stream.groups().size());
    for (GroupRecord group : stream.groups().values()) {
      writeGroup(sink, group.group(), group.generation(), group.state(), group.committed());
    }
    stream.producers().writeTo(sink);
  }

  /**
   * Takes in what {@link #writeAll} wrote.
   *
   * @param version of the manifest that holds it
   */
  public static void readAll(ByteSource source, Streams streams, int version) {
    streams.restore(source.readLong(), source.readLong());
    for (int i = source.readInt(); i > 0; i--) {
      streams.add(readStream(source, streams, version));
    }
  }

  private static StreamLog readStream(ByteSource source, Streams streams, int version) {
    StreamLog stream = readBirth(source, source.readLong(), streams);
    Span span =
        new Span(
            source.readLong(),
            source.readLong(),
            source.readLong(),
            source.readLong(),
            source.readLong());
    stream.restore(span, source.readInt(), Partitions.readFrom(source));
    stream.ids().readFrom(source);
    for (int i = source.readInt(); i > 0; i--) {
      readGroup(source, stream);
    }
    if (version >= PRODUCERS_SINCE) {
      stream.producers().readFrom(source, stream.config().dedupWindowMs());
    }
    return stream;
  }
}
