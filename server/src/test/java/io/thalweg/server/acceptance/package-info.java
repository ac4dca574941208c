/**
 * The packaged server as its users have it: a process started by {@code bin/thalweg}, spoken to
 * over HTTP and WebSocket, and killed.
 */
package io.thalweg.server.acceptance;
