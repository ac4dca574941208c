/** The load program and the bare bases that its ratios are taken against. */
package io.thalweg.bench;
