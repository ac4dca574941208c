/**
 * The only place that touches files. Everything else asks a {@link
 * io.thalweg.storage.file.disk.Disk}, so that a test can stand in for a disk that is full or lies.
 */
package io.thalweg.storage.file.disk;
