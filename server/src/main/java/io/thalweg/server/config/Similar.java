package io.thalweg.server.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds what an operator may have meant by a key that does not exist. */
final class Similar {
  private static final int DISTANCE_MAX = 4;

  private Similar() {}

  /** The end of a sentence: either {@code ; did you mean …?} or nothing. */
  static String hint(String given, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(given, name)))
        .filter(name -> distance(given, name) <= DISTANCE_MAX)
        .map(name -> "; did you mean " + name + "?")
        .orElse("");
  }

  /** How many letters have to be added, removed or replaced. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
