package io.thalweg.bench.cli;

import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.run.Servers;
import io.thalweg.bench.target.Launch;
import io.thalweg.bench.target.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the servers under load are started, or reached. */
final class ChildOptions {

  @Option(names = "--url", description = "a product that is running already, instead of a child")
  private String url;

  @Option(
      names = "--product",
      split = " ",
      paramLabel = "COMMAND",
      description = "what starts the product, instead of 'bin/thalweg serve'")
  private List<String> product = List.of();

  @Option(
      names = "--product-args",
      split = " ",
      paramLabel = "ARGS",
      description = "more flags for the product")
  private List<String> productArguments = List.of();

  @Mixin private EngineOptions engines;

  @Option(
      names = "--jvm",
      defaultValue = "-Xmx1g",
      paramLabel = "OPTIONS",
      description = "JVM options of all children (${DEFAULT-VALUE})")
  private String jvmOptions;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "where children keep data, on a real disk (${DEFAULT-VALUE})",
      defaultValue = "target/bench")
  private Path workDir;

  @Option(
      names = "--start-timeout",
      defaultValue = "120s",
      converter = DurationText.class,
      paramLabel = "TIME",
      description = "for a child to serve (${DEFAULT-VALUE})")
  private Duration startTimeout;

  Servers servers() {
    Launch launch = new Launch(product, jvmOptions, workDir.toAbsolutePath(), startTimeout);
    return new Servers(launch, Optional.ofNullable(url).map(Endpoint::parse), engines);
  }

  EngineOptions engines() {
    return engines;
  }

  /** The target of that name, the product with the flags that were asked for. */
  Target target(String name) {
    Target target = Target.named(name);
    return target.isProduct() ? engines.equip(target.withArguments(productArguments)) : target;
  }
}
