/**
 * The one thread that changes anything: it gathers calls, decides each, makes all of them durable
 * with one forced write to the journal, and only then shows and answers them.
 */
package io.thalweg.storage.file.commit;
