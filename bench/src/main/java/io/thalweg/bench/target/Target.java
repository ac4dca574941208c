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
 * @param base the kind of base; empty for the product
 * @param arguments what it is started with, beside its address and its directory
 */
public record Target(String label, Optional<BaseKind> base, List<String> arguments) {

  public static final String PRODUCT = "product";

  public Target {
    arguments = List.copyOf(arguments);
  }

  /** The target of that name: {@code product}, or a base. */
  public static Target named(String label) {
    if (label.equals(PRODUCT)) {
      return new Target(label, Optional.empty(), List.of());
    }
    BaseKind kind =
        BaseKind.labelled(label)
            .orElseThrow(() -> new BenchFailure("there is no target named " + label));
    return new Target(label, Optional.of(kind), List.of());
  }

  public boolean isProduct() {
    return base.isEmpty();
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
    command.addAll(List.of("--port", "0", "--data-dir", dataDir.toString()));
    command.addAll(arguments);
    return command;
  }
}
