/**
 * Streams in Redis 6.2 or newer, or what speaks its language: keys, scripts, and the way to them.
 *
 * <p>Whatever changes a stream is one script, which Redis runs alone: the order of the scripts is
 * the order of the offsets. {@code *.lua} are the scripts, {@link io.thalweg.storage.redis.Keys}
 * names the keys, {@link io.thalweg.storage.redis.Servers} finds the server that has them. What
 * goes over the bus, gathers writes or feeds readers is not here but in core.
 */
package io.thalweg.storage.redis;
