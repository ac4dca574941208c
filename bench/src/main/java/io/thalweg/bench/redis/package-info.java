/**
 * Redis itself under the loads that the product on it gets, in its own protocol: what the product's
 * figures on it are compared with. Commands are prepared and replies are only cut into strings, so
 * that no client library costs the engine anything.
 */
package io.thalweg.bench.redis;
