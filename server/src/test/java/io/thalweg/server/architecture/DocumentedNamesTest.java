package io.thalweg.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents call a class is one. */
class DocumentedNamesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern QUOTED = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern CLASS_NAME = Pattern.compile("\\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\\b");
  private static final Set<String> OF_OTHERS =
      Set.of("ServiceLoader", "WebSocket", "EventSource", "FileChannel");

  @Test
  void everyClassThatADocumentNamesExists() throws IOException {
    Set<String> classes = classes();
    Set<String> unknown = new TreeSet<>();
    for (Path page : pages()) {
      for (Matcher quoted = QUOTED.matcher(Files.readString(page)); quoted.find(); ) {
        for (Matcher name = CLASS_NAME.matcher(quoted.group(1)); name.find(); ) {
          if (!classes.contains(name.group()) && !OF_OTHERS.contains(name.group())) {
            unknown.add(ROOT.relativize(page) + ": " + name.group());
          }
        }
      }
    }

    assertThat(classes).contains("StorageSpi", "DocumentedNamesTest");
    assertThat(unknown).isEmpty();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> adr = Files.list(ROOT.resolve("docs/adr"))) {
      Stream<Path> pages = Stream.of("ARCHITECTURE.md", "CONTRIBUTING.md").map(ROOT::resolve);
      return Stream.concat(pages, adr.sorted()).toList();
    }
  }

  private static Set<String> classes() throws IOException {
    Set<String> classes = new TreeSet<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path sources :
          modules.map(module -> module.resolve("src")).filter(Files::isDirectory).toList()) {
        try (Stream<Path> files = Files.walk(sources)) {
          classes.addAll(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".java"))
                  .map(name -> name.substring(0, name.length() - ".java".length()))
                  .collect(Collectors.toSet()));
        }
      }
    }
    return classes;
  }
}
