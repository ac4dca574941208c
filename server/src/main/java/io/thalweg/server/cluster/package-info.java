/** Joins nodes to a cluster: one event bus over all of them. */
package io.thalweg.server.cluster;
