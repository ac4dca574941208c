package io.thalweg.core.group.queue;

import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.QueueConfig;
import io.thalweg.core.model.QueueOrder;
import io.thalweg.core.model.StreamName;

/**
 * What of a shared group never changes.
 *
 * @param streamGeneration the incarnation of the stream that it belongs to
 */
public record QueueIdentity(
    StreamName stream, GroupName group, long streamGeneration, GroupConfig config) {
  QueueConfig queue() {
    return config.queue();
  }

  boolean keepsOrder() {
    return queue().order() == QueueOrder.KEY;
  }
}
