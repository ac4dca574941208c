package io.thalweg.core.bus;

import io.thalweg.core.model.Durability;
import io.thalweg.core.spi.StorageHealth;

/**
 * How the log of this node is.
 *
 * @param durability what an acknowledged write has reached
 * @param queuedBytes encoded size of the events that wait to be written
 * @param queuedBytesMax where queueing ends and refusing starts
 */
public record LogHealth(
    StorageHealth storage, Durability durability, long queuedBytes, long queuedBytesMax) {}
