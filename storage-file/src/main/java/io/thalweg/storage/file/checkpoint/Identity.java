package io.thalweg.storage.file.checkpoint;

import java.security.SecureRandom;

/**
 * What makes a data directory this one.
 *
 * @param directoryId seeds all checksums
 * @param idKey0 half of the secret under which event ids are hashed
 * @param idKey1 the other half
 */
public record Identity(long directoryId, long idKey0, long idKey1) {
  static Identity random() {
    SecureRandom random = new SecureRandom();
    return new Identity(random.nextLong(), random.nextLong(), random.nextLong());
  }
}
