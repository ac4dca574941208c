/**
 * Redis servers to test against: the one that the environment names, a container, or binaries of
 * our own. Shared as a test jar with the modules above.
 */
package io.thalweg.storage.redis.testing;
