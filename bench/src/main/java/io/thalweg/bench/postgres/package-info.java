/**
 * PostgreSQL itself under the loads that the product on it gets, through its native client: what
 * the product's figures on it are compared with.
 */
package io.thalweg.bench.postgres;
