package io.thalweg.server.http;

import io.thalweg.server.testing.OnEachBackend;

/** Publishing by producer, epoch and number, on each backend. */
@OnEachBackend
class ProducerIT extends ProducerTest {}
