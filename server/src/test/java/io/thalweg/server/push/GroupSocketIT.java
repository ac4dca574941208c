package io.thalweg.server.push;

import io.thalweg.server.testing.OnEachBackend;

/** Members that are pushed to, on each backend. */
@OnEachBackend
class GroupSocketIT extends GroupSocketTest {}
