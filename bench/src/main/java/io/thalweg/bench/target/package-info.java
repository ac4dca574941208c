/**
 * The servers under load: how each kind is started, spoken to, measured from outside and stopped.
 */
package io.thalweg.bench.target;
