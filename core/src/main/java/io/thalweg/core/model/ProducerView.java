package io.thalweg.core.model;

/**
 * A producer of one stream that may publish now.
 *
 * @param epoch its own from now on; whoever published with a lower one is fenced
 * @param nextSequence the number of the next event: so many were stored of those that it numbered
 */
public record ProducerView(ProducerName producer, long epoch, long nextSequence) {}
