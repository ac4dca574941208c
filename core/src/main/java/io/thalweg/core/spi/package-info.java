/**
 * What a storage backend must do: {@link io.thalweg.core.spi.StorageSpi} and the records that cross
 * it. Every sentence of it is tested by {@code StorageContract} in this module's test-jar, which
 * each backend runs unchanged.
 */
package io.thalweg.core.spi;
