package io.thalweg.core.bus;

import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import java.util.Objects;

/** Which member of which group a call is about. */
public record MemberRequest(StreamName stream, GroupName group, ConsumerName consumer) {
  public MemberRequest {
    Objects.requireNonNull(stream);
    Objects.requireNonNull(group);
    Objects.requireNonNull(consumer);
  }
}
