/**
 * Where a stream's records stay: files of whole records in offset order, and the sparse index of
 * each, which can always be made again from its segment.
 */
package io.thalweg.storage.file.segment;
