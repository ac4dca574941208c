/**
 * What an operator may set. {@link io.thalweg.server.config.ConfigKeys} is the one table of keys;
 * settings come from a YAML file, the environment and the command line, each overriding the one
 * before, and end up in records that refuse nonsense. A message about a setting names the key,
 * where the value came from and what is allowed.
 *
 * <p>The pieces that are configured bring the records; only the storage's options stay unread until
 * the backend gets them.
 */
package io.thalweg.server.config;
