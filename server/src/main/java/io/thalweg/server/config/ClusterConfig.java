package io.thalweg.server.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How a node is joined with others.
 *
 * @param host where the others reach it
 * @param port for them; the next higher one is the event bus's
 * @param members all nodes, host and port each
 */
public record ClusterConfig(String host, int port, List<String> members) {
  private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9.-]+(:\\d{1,5})?");

  public ClusterConfig {
    members = List.copyOf(members);
  }

  /** Null if the node is alone. */
  static ClusterConfig from(Settings settings) {
    if (!settings.get(ConfigKeys.CLUSTER_ENABLED)) {
      return null;
    }
    String type = settings.get(ConfigKeys.STORAGE_TYPE);
    if (type.equals(ConfigKeys.STORAGE_TYPE.defaultText())) {
      throw new ConfigException(
          "cluster.enabled is true (from "
              + settings.origin(ConfigKeys.CLUSTER_ENABLED.name())
              + "), but no two nodes can share a storage of type "
              + type
              + ": set storage.type to a database");
    }
    return new ClusterConfig(
        settings.get(ConfigKeys.CLUSTER_HOST),
        settings.get(ConfigKeys.CLUSTER_PORT),
        settings.get(ConfigKeys.CLUSTER_MEMBERS).stream()
            .map(member -> checked(member, settings))
            .toList());
  }

  private static String checked(String member, Settings settings) {
    if (!MEMBER.matcher(member).matches()) {
      throw new ConfigException(
          "cluster.members has \""
              + member
              + "\" (from "
              + settings.origin(ConfigKeys.CLUSTER_MEMBERS.name())
              + "); each must be a host, or host:port");
    }
    return member;
  }
}
