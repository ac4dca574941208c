/**
 * The journal: where a commit becomes atomic and durable. One file is written at a time; what is in
 * it is read again only after a crash.
 */
package io.thalweg.storage.file.journal;
