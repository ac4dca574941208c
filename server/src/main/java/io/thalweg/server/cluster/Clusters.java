package io.thalweg.server.cluster;

import io.thalweg.server.config.ClusterConfig;
import io.thalweg.server.config.ConfigException;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the cluster manager, which is Hazelcast. Its jars lie in {@code lib/cluster} beside the
 * server's, not on the class path, where Vert.x would find and load them at the start of every
 * node; so they are reached by name, through a class loader of their own.
 */
public final class Clusters {
  private static final String MANAGER = "io.vertx.spi.cluster.hazelcast.HazelcastClusterManager";
  private static final String CONFIG = "com.hazelcast.config.Config";
  private static final String XML_CONFIG = "com.hazelcast.config.InMemoryXmlConfig";

  private Clusters() {}

  /**
   * A cluster manager for one Vert.x, not joined yet.
   *
   * @throws ConfigException if its jars or the host are not there
   */
  public static ClusterManager manager(ClusterConfig config) {
    ClassLoader loader = loader();
    try {
      Class<?> type = loader.loadClass(CONFIG);
      Object settings =
          loader
              .loadClass(XML_CONFIG)
              .getConstructor(String.class)
              .newInstance(HazelcastXml.of(config, address(config)));
      type.getMethod("setClassLoader", ClassLoader.class).invoke(settings, loader);
      return (ClusterManager) loader.loadClass(MANAGER).getConstructor(type).newInstance(settings);
    } catch (InvocationTargetException refused) {
      throw new ConfigException("the cluster cannot be set up: " + refused.getCause(), refused);
    } catch (ReflectiveOperationException missing) {
      throw new ConfigException("the cluster's libraries do not fit: " + missing, missing);
    }
  }

  /** Lets the other nodes reach the event bus. */
  public static void address(VertxOptions options, ClusterConfig config) {
    options.getEventBusOptions().setHost(config.host()).setPort(config.port() + 1);
  }

  private static String address(ClusterConfig config) {
    try {
      return InetAddress.getByName(config.host()).getHostAddress();
    } catch (UnknownHostException unknown) {
      throw new ConfigException(
          "cluster.host is \"" + config.host() + "\", which is no address of this machine",
          unknown);
    }
  }

  private static ClassLoader loader() {
    ClassLoader own = Clusters.class.getClassLoader();
    try {
      own.loadClass(MANAGER);
      return own;
    } catch (ClassNotFoundException notThere) {
      return new URLClassLoader("cluster", jars(), own);
    }
  }

  private static URL[] jars() {
    try {
      Path server =
          Path.of(Clusters.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path folder = server.resolveSibling("lib").resolve("cluster");
      if (!Files.isDirectory(folder)) {
        throw new ConfigException("cluster.enabled needs the jars that belong into " + folder);
      }
      List<URL> jars = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          jars.add(file.toUri().toURL());
        }
      }
      return jars.toArray(URL[]::new);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
