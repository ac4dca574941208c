/**
 * Shared groups: a stream's events as work that is leased to workers, one by one.
 *
 * <p>The decisions are pure: a {@link io.thalweg.core.group.queue.QueueCommand} turns a {@link
 * io.thalweg.core.group.queue.QueueState} into the next one, a reply, and maybe events that have to
 * be stored with it, without clock, storage or Vert.x. A state is a place in the stream and the few
 * events before it that are not settled: there is nothing to remember of those that are.
 *
 * <p>All of it is durable, leases included, and each write raises the group's generation. So no
 * event is handed out before it is stored that it was, a second coordinator that does not know of
 * it is fenced, and a worker keeps its leases over a restart.
 */
package io.thalweg.core.group.queue;
