/**
 * W6: what a process costs before and beside its load: the time until it serves, and its memory.
 */
package io.thalweg.bench.lifecycle;
