/**
 * What happens behind the commits: records go from memory to segments, checkpoints free the
 * journal, files that nobody needs are removed, journal files are written ahead.
 */
package io.thalweg.storage.file.keep;
