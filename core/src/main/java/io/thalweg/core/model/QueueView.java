package io.thalweg.core.model;

/**
 * The work of a shared group as it stands at one moment; {@code ready + leased + delayed + blocked}
 * is its lag.
 *
 * @param floor everything below is settled
 * @param next the first event that was not looked at yet
 * @param head the stream's head
 * @param ready events that could be handed out now, or as soon as there is room
 * @param leased events that workers have in hand
 * @param delayed events that wait to be handed out again, or to become dead letters
 * @param blocked events that wait for an earlier one of their key
 * @param deadLettered how many events have become dead letters since the group was created
 * @param paused whether nothing is handed out for now
 */
public record QueueView(
    long floor,
    long next,
    long head,
    long ready,
    long leased,
    long delayed,
    long blocked,
    long deadLettered,
    boolean paused) {}
