package io.thalweg.core.bus;

/** Which node coordinates the groups, as far as this one knows. */
public interface Leader {
  /** The node's id; null if nobody is known to. */
  String node();

  /** Whether it is this node, at this very moment. */
  boolean isHere();
}
