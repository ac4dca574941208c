/** Storage engines as targets, on the servers that the storages' test jars find or start. */
package io.thalweg.bench.engine;
