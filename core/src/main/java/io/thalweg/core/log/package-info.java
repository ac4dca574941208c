/**
 * The log verticle: the one place in a node through which everything reaches the storage. Writes
 * are gathered, reads at the head wait here, retention is started here.
 */
package io.thalweg.core.log;
