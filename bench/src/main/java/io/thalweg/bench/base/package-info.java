/**
 * The bare bases: the least that any server must do for a workload, on the same HTTP server and
 * with as many event loops as the product. A base stores, checks and remembers nothing that the
 * workload does not need, so what it reaches is the limit that a ratio is taken against. Runs as a
 * child process with {@link io.thalweg.bench.base.BaseServer} as its main class.
 */
package io.thalweg.bench.base;
