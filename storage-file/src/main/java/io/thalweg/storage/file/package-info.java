/**
 * The embedded file backend: one journal for all streams, segments behind it, indexes beside them.
 */
package io.thalweg.storage.file;
