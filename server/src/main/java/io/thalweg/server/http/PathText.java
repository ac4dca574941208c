package io.thalweg.server.http;

/** What a request's path may look like before anything is looked up by it. */
final class PathText {
  private PathText() {}

  /**
   * Refuses all but plain segments that are neither empty nor dots, well encoded.
   *
   * @throws RuntimeException what the request is to be answered with
   */
  static void check(String path) {
    if (path == null || path.length() < 2 || path.charAt(0) != '/') {
      throw Refusal.pathNotFound();
    }
    int at = 1;
    while (at <= path.length()) {
      int slash = path.indexOf('/', at);
      int end = slash < 0 ? path.length() : slash;
      checkSegment(PercentText.decode(path, at, end, false));
      at = end + 1;
    }
  }

  private static void checkSegment(String segment) {
    if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
      throw Refusal.pathNotFound();
    }
  }
}
