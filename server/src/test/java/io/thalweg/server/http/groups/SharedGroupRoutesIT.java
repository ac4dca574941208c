package io.thalweg.server.http.groups;

import io.thalweg.server.testing.OnEachBackend;

/** Work handed to workers, on each backend. */
@OnEachBackend
class SharedGroupRoutesIT extends SharedGroupRoutesTest {}
