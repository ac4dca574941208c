package io.thalweg.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.JsonScalarResolver;

/** Settings from a YAML file; nested keys are joined by dots. Keeps the line of each. */
final class ConfigYaml {
  private static final long FILE_BYTES_MAX = 1 << 20;

  private final Path file;
  private final List<Setting> settings = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private ConfigYaml(Path file) {
    this.file = file;
  }

  static List<Setting> read(Path file) {
    ConfigYaml yaml = new ConfigYaml(file);
    yaml.root().ifPresent(root -> yaml.add("", root));
    return yaml.settings;
  }

  /** What YAML makes of a bare word: a number, true or false, or the text itself. */
  static Object scalar(String text) {
    return typed(new JsonScalarResolver().resolve(text, true), text);
  }

  private Optional<Node> root() {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new ConfigException(file + " is larger than 1 MiB: is it a configuration?");
      }
      LoadSettings load = LoadSettings.builder().setLabel(file.toString()).build();
      return new Compose(load).composeString(Files.readString(file));
    } catch (NoSuchFileException missing) {
      throw new ConfigException("there is no configuration file " + file, missing);
    } catch (IOException unreadable) {
      throw new ConfigException(
          "the configuration file " + file + " cannot be read: " + unreadable, unreadable);
    } catch (MarkedYamlEngineException malformed) {
      throw new ConfigException(
          file
              + malformed.getProblemMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("")
              + " is not YAML: "
              + malformed.getProblem(),
          malformed);
    } catch (YamlEngineException malformed) {
      throw new ConfigException(file + " is not YAML: " + malformed.getMessage(), malformed);
    }
  }

  private void add(String key, Node node) {
    if (node instanceof MappingNode section) {
      for (NodeTuple entry : section.getValue()) {
        add(join(key, entry.getKeyNode()), entry.getValueNode());
      }
    } else if (node.getTag().equals(Tag.NULL)) {
      return; // a key with nothing behind it, as in a template: the default holds
    } else if (key.isEmpty()) {
      throw refused(node, "holds no keys");
    } else if (!seen.add(key)) {
      throw refused(node, "sets " + key + " for the second time");
    } else {
      settings.add(new Setting(key, value(node), origin(node)));
    }
  }

  private String join(String section, Node key) {
    if (key instanceof ScalarNode scalar) {
      return section.isEmpty() ? scalar.getValue() : section + "." + scalar.getValue();
    }
    throw refused(key, "has a key that is no plain word");
  }

  private Object value(Node node) {
    if (node instanceof ScalarNode scalar) {
      return typed(scalar.getTag(), scalar.getValue());
    }
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(this::value).toList();
    }
    throw refused(node, "has a list whose entries are no plain values");
  }

  private static Object typed(Tag tag, String text) {
    if (tag.equals(Tag.BOOL)) {
      return text.equals("true");
    }
    if (!tag.equals(Tag.INT) && !tag.equals(Tag.FLOAT)) {
      return text;
    }
    try {
      Object number = tag.equals(Tag.INT) ? (Object) Long.valueOf(text) : Double.valueOf(text);
      // What a number would not give back as it was written may be a password.
      return number.toString().equals(text) ? number : text;
    } catch (NumberFormatException otherNotation) {
      return text;
    }
  }

  private ConfigException refused(Node node, String what) {
    return new ConfigException(origin(node) + " " + what);
  }

  private String origin(Node node) {
    return file + node.getStartMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
  }
}
