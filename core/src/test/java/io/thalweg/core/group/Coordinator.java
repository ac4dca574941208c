package io.thalweg.core.group;

/**
 * One that coordinates the group of a world.
 *
 * @param state what it has decided last
 * @param stored what it believes the storage holds
 */
record Coordinator(GroupState state, GroupState stored) {}
