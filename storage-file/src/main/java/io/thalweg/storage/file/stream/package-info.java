/**
 * What the storage knows of each stream in memory: its counters, its newest records, the ids that
 * it remembers, its groups. The commit thread changes it; what others may see is published in
 * {@link io.thalweg.storage.file.stream.Span}s when it is durable.
 */
package io.thalweg.storage.file.stream;
