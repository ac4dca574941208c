package io.thalweg.server.http.groups;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which groups were found to be shared ones, so that their workers are asked for at the right place
 * at once. Only a guess: a refusal that names the mode corrects it. Not thread-safe.
 */
final class SharedGroups {
  private static final int KNOWN_MAX = 10_000;

  private final Set<String> known =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > KNOWN_MAX;
            }
          });

  boolean has(StreamName stream, GroupName group) {
    return known.contains(key(stream, group));
  }

  /** Whether the failure says that the guess was wrong; then the next one is another. */
  boolean corrects(Throwable failure, StreamName stream, GroupName group) {
    StreamException refusal = StreamException.from(failure);
    Object mode = refusal.code() == ErrorCode.CONFLICT ? refusal.details().get("mode") : null;
    if (mode == null) {
      return false;
    }
    return mode.equals("shared") ? known.add(key(stream, group)) : known.remove(key(stream, group));
  }

  // No name holds a slash.
  private static String key(StreamName stream, GroupName group) {
    return stream + "/" + group;
  }
}
