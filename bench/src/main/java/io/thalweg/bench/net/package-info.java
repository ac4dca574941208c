/**
 * The generator's side of the wire: just enough HTTP/1.1 and WebSocket, on one event loop, that the
 * load program is not what a run measures. Knows bytes and frames; what is sent, counted and
 * checked is the business of {@code load}.
 */
package io.thalweg.bench.net;
