package io.thalweg.server.ops;

import io.vertx.core.json.JsonObject;

/**
 * A node's cluster as it knows it.
 *
 * @param nodes how many are joined, this one among them
 * @param coordinator whether the groups are coordinated here, elsewhere, or by nobody now
 */
public record ClusterView(int nodes, Coordinator coordinator) {
  /** Where the groups are coordinated. */
  public enum Coordinator {
    HERE("here"),
    ELSEWHERE("elsewhere"),
    NONE("none");

    private final String label;

    Coordinator(String label) {
      this.label = label;
    }
  }

  JsonObject json() {
    return new JsonObject().put("nodes", nodes).put("coordinator", coordinator.label);
  }
}
