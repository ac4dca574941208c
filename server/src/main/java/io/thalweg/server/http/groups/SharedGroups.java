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

  /** Whether the failure says what the group is; that is known then. */
  boolean learnsFrom(Throwable failure, StreamName stream, GroupName group) {
    StreamException refusal = StreamException.from(failure);
    Object mode = refusal.code() == ErrorCode.CONFLICT ? refusal.details().get("mode") : null;
    if ("shared".equals(mode)) {
      known.add(key(stream, group));
    } else if (mode != null) {
      known.remove(key(stream, group));
    }
    return mode != null;
  }

  // No name holds a slash.
  private static String key(StreamName stream, GroupName group) {
    return stream + "/" + group;
  }
}
