package io.thalweg.storage.file.journal;

/**
 * A place between two commits.
 *
 * @param file the number of the journal file
 * @param at where in it the next frame goes
 * @param sequence the number of the next frame; each commit has the next one
 */
public record JournalPosition(long file, long at, long sequence) {}
