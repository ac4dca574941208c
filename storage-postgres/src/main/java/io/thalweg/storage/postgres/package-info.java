/**
 * Streams in PostgreSQL 14 to 18: tables, functions and the SQL that calls them.
 *
 * <p>A stream's head row orders its appends; everything that writes is one call of one function in
 * one round trip, so that no client ever holds a lock between two messages. {@code
 * schema/V*__*.sql} holds tables and functions, {@link io.thalweg.storage.postgres.SchemaMigration}
 * applies them. What goes over the bus, gathers writes or feeds readers is not here but in core.
 */
package io.thalweg.storage.postgres;
