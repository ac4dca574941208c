/** The command line: options in, workloads chosen, reports out. */
package io.thalweg.bench.cli;
