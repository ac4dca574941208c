package io.thalweg.storage.file.journal;

import io.thalweg.storage.file.disk.DiskFile;
import java.nio.file.Path;

/**
 * A journal file that is open for writing.
 *
 * @param writtenAhead whether all its blocks exist already, so that a commit changes no metadata
 */
record JournalFile(long number, Path path, DiskFile file, boolean writtenAhead) {}
