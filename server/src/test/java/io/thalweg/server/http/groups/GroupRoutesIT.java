package io.thalweg.server.http.groups;

import io.thalweg.server.testing.OnEachBackend;

/** Groups as their callers see them, on each backend. */
@OnEachBackend
class GroupRoutesIT extends GroupRoutesTest {}
