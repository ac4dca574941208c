package io.thalweg.server.push;

import io.thalweg.core.spi.ReadResult;

/**
 * A request that can be served, and what it begins with.
 *
 * @param from the first offset that the client gets, if it is still there
 * @param first what was read from there
 */
record Beginning(PushRequest request, long from, ReadResult first) {}
