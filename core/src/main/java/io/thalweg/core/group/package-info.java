/**
 * The group coordinator: who holds which partition, what was delivered and what is committed.
 *
 * <p>The decisions are pure: a {@link io.thalweg.core.group.GroupCommand} turns a {@link
 * io.thalweg.core.group.GroupState} into the next one and a reply, without clock, storage or
 * Vert.x. What of the new state must be durable is found by comparing it with the stored one
 * ({@link io.thalweg.core.group.GroupWrites}), so that no decision can forget to store what it
 * changed. The verticle around it decides one command at a time for each group, stores, then
 * replies.
 *
 * <p>Durable are the settings, the members with their partitions, the generation and the committed
 * offsets. What was delivered since the last commit is memory: after a restart it is delivered
 * again.
 */
package io.thalweg.core.group;
