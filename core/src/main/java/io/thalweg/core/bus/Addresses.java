package io.thalweg.core.bus;

import java.util.Objects;

/**
 * Where the verticles of one deployment listen. Deployments with different prefixes on one Vert.x
 * do not meet.
 *
 * @param prefix what all addresses start with, such as {@code thalweg}
 */
public record Addresses(String prefix) {
  public Addresses {
    Objects.requireNonNull(prefix);
  }

  /** The log verticle: {@link LogRequest}. */
  String log() {
    return prefix + ".log";
  }

  /** The group coordinator. */
  String groups() {
    return prefix + ".groups";
  }

  /** Transactions: {@link TransactionRequest}. */
  String transactions() {
    return prefix + ".transactions";
  }

  /** The router of one node, over a clustered bus; no two nodes anywhere have the same id. */
  String node(String node) {
    return "thalweg.node." + node;
  }

  String codec() {
    return prefix + ".codec";
  }
}
