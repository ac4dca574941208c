/**
 * The workloads: what is sent, when the next request goes out, what is timed, and the checks that
 * every answer is a success and every event arrives once and in order.
 */
package io.thalweg.bench.load;
