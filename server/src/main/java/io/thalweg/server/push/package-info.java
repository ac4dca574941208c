/**
 * Events pushed to clients as they are published, over WebSocket and Server-Sent Events.
 *
 * <p>What was read is encoded once into one buffer, a {@link io.thalweg.server.push.EncodedBlock},
 * and written as it is to the channel of each reader that shares the read: no object an event, one
 * flush a block. Pacing is by what the kernel has not taken yet, see {@link
 * io.thalweg.server.push.Outbox}: a reader that is slow stops being read for.
 */
package io.thalweg.server.push;
