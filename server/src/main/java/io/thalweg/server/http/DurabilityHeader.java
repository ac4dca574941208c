package io.thalweg.server.http;

import io.thalweg.core.bus.StreamClient;
import io.thalweg.core.model.Durability;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;

/**
 * The value of {@code Thalweg-Durability}: what acknowledged writes reach. A database's settings
 * may change while we run, so it is asked for again and again, and not by requests. Not
 * thread-safe: belongs to the event loop of its gateway.
 *
 * <p>Less is told as soon as it is known, more only after {@value #STEADY_LOOKS} looks: what was
 * written under the settings before is answered by then.
 */
public final class DurabilityHeader {
  /** How often it is asked for, in milliseconds. */
  static final long LOOK_EVERY_MS = 1_000;

  /** Longer than a client waits for a write, {@code StreamClient} gives up after a minute. */
  static final int STEADY_LOOKS = 62;

  private Durability told;
  private CharSequence value;
  private int looks;

  DurabilityHeader(Durability present) {
    tell(present);
  }

  /** Asks the log from now on, as long as the calling verticle is deployed. */
  static Future<DurabilityHeader> of(Vertx vertx, StreamClient log) {
    return log.health()
        .map(
            health -> {
              DurabilityHeader header = new DurabilityHeader(health.durability());
              vertx.setPeriodic(
                  LOOK_EVERY_MS,
                  id -> log.health().onSuccess(now -> header.found(now.durability())));
              return header;
            });
  }

  /** What is told now. */
  public CharSequence value() {
    return value;
  }

  /** A look has found what is reached now. */
  void found(Durability now) {
    int change = now.compareTo(told);
    if (change == 0) {
      looks = 0;
    } else if (change < 0 || ++looks == STEADY_LOOKS) {
      tell(now);
    }
  }

  private void tell(Durability now) {
    told = now;
    value = HttpHeaders.createOptimized(now.label());
    looks = 0;
  }
}
