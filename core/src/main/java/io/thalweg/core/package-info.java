/**
 * Thalweg for an application that has a Vert.x of its own: {@link io.thalweg.core.Thalweg} deploys
 * the verticles, {@link io.thalweg.core.Streams} publishes and subscribes without HTTP.
 */
package io.thalweg.core;
