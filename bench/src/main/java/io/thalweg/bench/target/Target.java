package io.thalweg.bench.target;

import io.thalweg.bench.base.BaseKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One thing that can be put under load.
 *
 * @param label its name in reports
 * @param base the kind of base; empty for the product and for a storage engine
 * @param arguments what it is started with, beside its address and its directory
 */
public record Target(String label, Optional<BaseKind> base, List<String> arguments) {

  public static final String PRODUCT = "product";

  /** A PostgreSQL that runs already, spoken to by its native client. */
  public static final String RAW_POSTGRES = "raw-postgres";

  public Target {
    arguments = List.copyOf(arguments);
  }

  /** The target of that name: {@code product}, {@code raw-postgres}, or a base. */
  public static Target named(String label) {
    if (label.equals(PRODUCT) || label.equals(RAW_POSTGRES)) {
      return new Target(label, Optional.empty(), List.of());
    }
    BaseKind kind =
        BaseKind.labelled(label)
            .orElseThrow(() -> new BenchFailure("there is no target named " + label));
    return new Target(label, Optional.of(kind), List.of());
  }

  public boolean isProduct() {
    return base.isEmpty() && !isEngine();
  }

  /** Whether it is a storage engine by itself, which speaks no HTTP. */
  public boolean isEngine() {
    return label.equals(RAW_POSTGRES);
  }

  public Target relabelled(String newLabel) {
    return new Target(newLabel, base, arguments);
  }

  public Target withArguments(List<String> more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(more);
    return new Target(label, base, all);
  }

  /** The command that starts it on any free port. */
  List<String> command(Launch launch, Path dataDir) {
    List<String> command = new ArrayList<>();
    if (isProduct()) {
      command.addAll(launch.productCommand());
    } else {
      command.addAll(launch.baseCommand());
      command.addAll(List.of("--kind", base.get().label()));
    }
    command.addAll(List.of("--port", "0"));
    command.addAll(arguments);
    if (arguments.contains("postgres")) {
      command.addAll(List.of("--set", "storage.schema=" + schema(dataDir)));
    } else {
      command.addAll(List.of("--data-dir", dataDir.toString()));
    }
    return command;
  }

  /** A schema that nothing was ever kept in, as little as in the directory. */
  private static String schema(Path dataDir) {
    return "thalweg_bench_" + dataDir.getFileName().toString().replaceAll("[^a-z0-9]", "_");
  }
}
