/** A server on any port over a storage in memory, and clients that read like the API guide. */
package io.thalweg.server.testing;
