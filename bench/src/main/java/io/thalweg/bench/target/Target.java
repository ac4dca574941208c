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
 * @param engine the kind of engine; empty for the product and for a base
 * @param arguments what it is started with, beside its address and its directory
 * @param nodes how many processes it is, on one storage; more than one only of the product
 */
public record Target(
    String label,
    Optional<BaseKind> base,
    Optional<EngineKind> engine,
    List<String> arguments,
    int nodes) {

  public static final String PRODUCT = "product";

  public Target {
    arguments = List.copyOf(arguments);
  }

  /** The target of that name: {@code product}, an engine such as {@code raw-redis}, or a base. */
  public static Target named(String label) {
    Optional<BaseKind> base = BaseKind.labelled(label);
    Optional<EngineKind> engine = EngineKind.labelled(label);
    if (!label.equals(PRODUCT) && base.isEmpty() && engine.isEmpty()) {
      throw new BenchFailure("there is no target named " + label);
    }
    return new Target(label, base, engine, List.of(), 1);
  }

  public boolean isProduct() {
    return base.isEmpty() && engine.isEmpty();
  }

  /** Whether it is a storage engine by itself, which speaks no HTTP. */
  public boolean isEngine() {
    return engine.isPresent();
  }

  public Target relabelled(String newLabel) {
    return new Target(newLabel, base, engine, arguments, nodes);
  }

  public Target withArguments(List<String> more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(more);
    return new Target(label, base, engine, all, nodes);
  }

  /** The product, with its streams in an engine. */
  public Target keptIn(EngineKind kind, String uri) {
    return withArguments(List.of("--storage", kind.storage(), kind.uriFlag(), uri));
  }

  public Target withNodes(int count) {
    return new Target(label, base, engine, arguments, count);
  }

  /** The engine that the product keeps its streams in; empty if they are files. */
  public Optional<EngineKind> storage() {
    return argument("--storage").flatMap(EngineKind::ofStorage);
  }

  /** What follows a flag. */
  public Optional<String> argument(String flag) {
    int at = arguments.lastIndexOf(flag) + 1;
    return at > 0 && at < arguments.size() ? Optional.of(arguments.get(at)) : Optional.empty();
  }

  /**
   * What a product on that directory names all that it keeps in an engine by: nothing was ever kept
   * there under that name, as little as in the directory.
   */
  public static String namespace(Path dataDir) {
    return "thalweg_bench_" + dataDir.getFileName().toString().replaceAll("[^a-z0-9]", "_");
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
    command.addAll(
        storage()
            .map(kind -> List.of("--set", kind.namespaceKey() + "=" + namespace(dataDir)))
            .orElse(List.of("--data-dir", dataDir.toString())));
    return command;
  }
}
