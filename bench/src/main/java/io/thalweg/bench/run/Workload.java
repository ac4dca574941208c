package io.thalweg.bench.run;

import io.thalweg.bench.target.Target;

/**
 * One kind of load, the same for every target. Runs block; what fails throws, so that no error is
 * ever averaged in.
 */
public interface Workload {

  /** Its name in reports. */
  String name();

  /** Whether it can load a storage engine by its native client. */
  default boolean drivesEngines() {
    return false;
  }

  /** The target with what this workload needs it to be started with. */
  default Target equip(Target target) {
    return target;
  }

  /** Makes a freshly started server ready, once, before the first warm-up round. */
  default void prepare(Session session) {}

  /** Whether a server is started anew between what makes it ready and the first load. */
  default boolean restartsWhenPrepared() {
    return false;
  }

  /**
   * How many rounds are run for each that is asked for: more where one is over so soon that chance
   * would decide.
   */
  default int roundsForOne() {
    return 1;
  }

  /** Loads a server for one round, and leaves it as it found it. */
  Sample run(Session session, Round round);
}
