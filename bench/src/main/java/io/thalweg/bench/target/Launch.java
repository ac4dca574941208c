package io.thalweg.bench.target;

import io.thalweg.bench.base.BaseServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How children are started.
 *
 * @param product the words that start the product, up to its options; empty to look for {@code
 *     bin/thalweg} from the working directory upwards
 * @param jvmOptions given to the product and to the bases alike
 * @param workDir where children keep their data
 * @param startTimeout how long a child may take until it serves
 */
public record Launch(List<String> product, String jvmOptions, Path workDir, Duration startTimeout) {

  private static final Path SCRIPT = Path.of("bin", "thalweg");

  public Launch {
    product = List.copyOf(product);
  }

  List<String> productCommand() {
    return product.isEmpty() ? List.of(findScript().toString(), "serve") : product;
  }

  List<String> baseCommand() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, "-cp", System.getProperty("java.class.path"), BaseServer.class.getName());
  }

  private static Path findScript() {
    return Stream.iterate(Path.of("").toAbsolutePath(), dir -> dir != null, Path::getParent)
        .map(dir -> dir.resolve(SCRIPT))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new BenchFailure(
                    "no " + SCRIPT + " here or above: name the product's command with --product"));
  }
}
