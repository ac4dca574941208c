package io.thalweg.core.group;

/**
 * What a command comes to. Whoever decides stores the difference to the state before ({@link
 * GroupWrites}) and hands out the reply only then.
 *
 * @param state the group from now on, or null if it is gone
 */
record GroupDecision<R>(GroupState state, R reply) {}
