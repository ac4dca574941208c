package io.thalweg.server.testing;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Says at the end of the run which server each backend was tested on. */
public final class TestedBackends implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(Namespace.create(TestedBackends.class))
        .computeIfAbsent(Report.class);
  }

  /** Closed with the run. */
  static final class Report implements AutoCloseable {
    @Override
    public void close() {
      System.out.println(
          Arrays.stream(Backend.values())
              .map(backend -> backend.type() + " on " + backend.server())
              .collect(Collectors.joining("; ", "Backends were tested: ", "")));
    }
  }
}
