/**
 * What every storage backend has to pass, {@link io.thalweg.core.contract.StorageContract}, and the
 * storage that passes it by being obvious, {@link io.thalweg.core.contract.InMemoryStorage}: the
 * SPI's executable specification, and the fake that everything above a storage is tested with.
 */
package io.thalweg.core.contract;
