package io.thalweg.bench.base;

/**
 * A path of the product's interface, {@code /stream/{stream}/{action}/{name}}; what a path lacks is
 * empty.
 */
record StreamPath(String stream, String action, String name) {

  private static final String PREFIX = "/stream/";

  static StreamPath parse(String path) {
    if (!path.startsWith(PREFIX)) {
      return new StreamPath("", "", "");
    }
    int stream = end(path, PREFIX.length());
    int action = end(path, Math.min(stream + 1, path.length()));
    int name = end(path, Math.min(action + 1, path.length()));
    return new StreamPath(
        path.substring(PREFIX.length(), stream),
        part(path, stream, action),
        part(path, action, name));
  }

  private static int end(String path, int from) {
    int slash = path.indexOf('/', from);
    return slash < 0 ? path.length() : slash;
  }

  private static String part(String path, int before, int end) {
    return before < end ? path.substring(before + 1, end) : "";
  }
}
