package io.thalweg.server.ops;

/** Builds a page in the Prometheus text format, version 0.0.4. Not thread-safe. */
final class PrometheusText {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder(8192);

  /** Begins a family that only grows; its name ends in {@code _total}. */
  PrometheusText counter(String name, String help) {
    return family(name, "counter", help);
  }

  PrometheusText gauge(String name, String help) {
    return family(name, "gauge", help);
  }

  PrometheusText histogram(String name, String help) {
    return family(name, "histogram", help);
  }

  private PrometheusText family(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /**
   * Adds a sample of the family that was begun last.
   *
   * @param labels names and values in turn
   */
  PrometheusText sample(String name, long value, String... labels) {
    labelled(name, labels).append(value).append('\n');
    return this;
  }

  PrometheusText sample(String name, double value, String... labels) {
    labelled(name, labels).append(value).append('\n');
    return this;
  }

  private StringBuilder labelled(String name, String... labels) {
    text.append(name);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      escape(labels[i + 1]);
      text.append('"');
    }
    return text.append(labels.length == 0 ? " " : "} ");
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\n') {
        text.append("\\n");
      } else {
        text.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
