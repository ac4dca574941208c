package io.thalweg.core.group;

import java.util.List;

/** Neighbouring partitions go to one member; the first members get the larger shares. */
final class RangeAssignor implements Assignor {
  @Override
  public String[] assign(List<String> members, String[] current) {
    String[] assigned = new String[current.length];
    int share = current.length / members.size();
    int larger = current.length % members.size();
    int next = 0;
    for (int m = 0; m < members.size(); m++) {
      int end = next + share + (m < larger ? 1 : 0);
      for (; next < end; next++) {
        assigned[next] = members.get(m);
      }
    }
    return assigned;
  }
}
