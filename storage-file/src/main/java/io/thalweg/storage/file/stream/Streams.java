package io.thalweg.storage.file.stream;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.storage.file.segment.RecordChecksum;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** All streams of a data directory. Changed by the commit thread only, read by everyone. */
public final class Streams {
  private final long directoryId;
  private final IdBudget idBudget;
  private final ConcurrentSkipListMap<StreamName, StreamLog> byName = new ConcurrentSkipListMap<>();
  private final Map<Long, StreamLog> byId = new HashMap<>();
  private long lastId;
  private long lastGeneration;

  public Streams(long directoryId, IdBudget idBudget) {
    this.directoryId = directoryId;
    this.idBudget = idBudget;
  }

  public IdBudget idBudget() {
    return idBudget;
  }

  public Collection<StreamLog> all() {
    return byName.values();
  }

  public int size() {
    return byId.size();
  }

  /** The stream; throws {@code STREAM_NOT_FOUND}. */
  public StreamLog existing(StreamName name) {
    StreamLog stream = byName.get(name);
    if (stream == null) {
      throw StreamException.of(
          ErrorCode.STREAM_NOT_FOUND, "there is no stream " + name, Map.of("stream", name.value()));
    }
    return stream;
  }

  public boolean has(StreamName name) {
    return byName.containsKey(name);
  }

  /** The stream, or null. Commit thread only. */
  public StreamLog byId(long id) {
    return byId.get(id);
  }

  public List<StreamName> names(String prefix, String after, int limit) {
    return byName.keySet().stream()
        .filter(name -> name.value().compareTo(after) > 0)
        .dropWhile(name -> name.value().compareTo(prefix) < 0)
        .takeWhile(name -> name.value().startsWith(prefix))
        .limit(limit)
        .toList();
  }

  /** A stream that is not there yet; it comes with {@link #add}. Commit thread only. */
  public StreamLog prepare(StreamName name, StreamConfig config, long nowMs) {
    return make(lastId + 1, name, Math.max(lastGeneration + 1, nowMs), nowMs, config);
  }

  StreamLog make(long id, StreamName name, long generation, long createdAt, StreamConfig config) {
    int salt = RecordChecksum.salt(directoryId, id);
    return new StreamLog(id, name, generation, createdAt, config, salt, idBudget);
  }

  /** Shows a stream to everyone. Commit thread only. */
  public void add(StreamLog stream) {
    lastId = Math.max(lastId, stream.id());
    lastGeneration = Math.max(lastGeneration, stream.generation());
    byId.put(stream.id(), stream);
    byName.put(stream.name(), stream);
  }

  /** The stream is gone. Commit thread only. */
  public void remove(StreamLog stream) {
    byName.remove(stream.name());
    byId.remove(stream.id());
    stream.delete();
  }

  long lastId() {
    return lastId;
  }

  long lastGeneration() {
    return lastGeneration;
  }

  void restore(long restoredLastId, long restoredLastGeneration) {
    lastId = restoredLastId;
    lastGeneration = restoredLastGeneration;
  }
}
