package io.thalweg.core.history;

/**
 * An event that a shared group has put into its dead letter stream.
 *
 * @param offset of the event
 * @param deliveries as the letter tells
 */
public record DeadLetter(long offset, int deliveries) {}
