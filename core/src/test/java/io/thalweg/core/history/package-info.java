/**
 * The history checker: what clients saw is recorded in a {@link io.thalweg.core.history.History},
 * which then tells what of it no correct server can have done. Knows neither Vert.x nor a backend;
 * every crash and chaos test ends here.
 */
package io.thalweg.core.history;
