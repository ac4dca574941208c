package io.thalweg.core.group;

/**
 * What one answer carried.
 *
 * @param id names it; never 0
 * @param expiresAt when an answer that nobody confirmed is given up, on the coordinator's clock
 */
record Delivery(long id, Region region, long expiresAt) {
  Delivery without(int partition) {
    return new Delivery(id, region.without(partition), expiresAt);
  }
}
