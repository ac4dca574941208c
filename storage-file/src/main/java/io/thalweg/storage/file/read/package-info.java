/** Answers reads: from memory on the caller's thread if it can, else from segments on others. */
package io.thalweg.storage.file.read;
