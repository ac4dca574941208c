/**
 * Live readers: history first, then what is appended, with no seam between. Each reader reads
 * history at its own pace; those that have reached the head share one feed a stream and event loop,
 * which reads and encodes once for all of them. A reader that cannot take more falls back to
 * reading history: it costs no memory and holds up nobody.
 */
package io.thalweg.core.tail;
