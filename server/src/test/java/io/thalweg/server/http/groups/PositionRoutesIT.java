package io.thalweg.server.http.groups;

import io.thalweg.server.testing.OnEachBackend;

/** Positions of groups, on each backend. */
@OnEachBackend
class PositionRoutesIT extends PositionRoutesTest {}
