package io.thalweg.core.group;

import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;

/**
 * What of a group never changes.
 *
 * @param streamGeneration the incarnation of the stream that it belongs to
 */
record GroupIdentity(
    StreamName stream, GroupName group, long streamGeneration, GroupConfig config) {}
