package io.thalweg.core.group;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;

/** Which group. */
record GroupKey(StreamName stream, GroupName group) {
  StreamException notFound() {
    return StreamException.of(
        ErrorCode.GROUP_NOT_FOUND, "stream " + stream + " has no group " + group);
  }
}
