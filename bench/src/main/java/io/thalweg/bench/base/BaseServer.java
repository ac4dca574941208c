package io.thalweg.bench.base;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Main class of a base's process. Prints its address once it serves, as the product does. */
@Command(name = "base-server", description = "A bare base to take ratios against")
public final class BaseServer implements Callable<Integer> {

  @Option(names = "--kind", required = true, converter = KindName.class)
  private BaseKind kind;

  @Option(names = "--port", defaultValue = "0")
  private int port;

  @Option(names = "--data-dir", required = true)
  private Path dataDir;

  @Option(names = "--instances", defaultValue = "2", description = "event loops that serve")
  private int instances;

  @Option(names = "--events", defaultValue = "0", description = "events to hold ready for readers")
  private int events;

  @Option(names = "--size", defaultValue = "200", description = "bytes of each as published")
  private int size;

  public static void main(String[] args) {
    int exitCode = new CommandLine(new BaseServer()).execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  @Override
  public Integer call() {
    Vertx vertx = Vertx.vertx();
    BareBase.deploy(vertx, new BareBase.Settings(kind, dataDir, events, size), port, instances)
        .onSuccess(listening -> System.out.println("http://127.0.0.1:" + listening))
        .onFailure(
            cause -> {
              System.err.println("base server did not start: " + cause);
              vertx.close();
            });
    return 0;
  }

  /** Turns a label into a kind. */
  static final class KindName implements ITypeConverter<BaseKind> {
    @Override
    public BaseKind convert(String label) {
      return BaseKind.labelled(label)
          .orElseThrow(() -> new TypeConversionException("there is no base named " + label));
    }
  }
}
