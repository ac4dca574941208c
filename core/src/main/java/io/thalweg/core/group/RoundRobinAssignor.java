package io.thalweg.core.group;

import java.util.List;

/** The members take one partition after the other in turn. */
final class RoundRobinAssignor implements Assignor {
  @Override
  public String[] assign(List<String> members, String[] current) {
    String[] assigned = new String[current.length];
    for (int i = 0; i < assigned.length; i++) {
      assigned[i] = members.get(i % members.size());
    }
    return assigned;
  }
}
