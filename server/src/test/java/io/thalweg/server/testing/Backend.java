package io.thalweg.server.testing;

import io.thalweg.core.contract.InMemoryStorage;
import io.thalweg.core.spi.StorageProviders;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.storage.postgres.testing.PostgresServers;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The backends that everything is tested on which holds for all of them, each a real one. */
public enum Backend {
  FILE {
    @Override
    JsonObject options(Path folder) {
      return new JsonObject().put("data_dir", folder.resolve("data").toString());
    }

    @Override
    public List<String> flags(Path folder) {
      return List.of("--data-dir", options(folder).getString("data_dir"));
    }

    @Override
    String server() {
      return "a folder on " + fileSystem();
    }
  },

  POSTGRES {
    @Override
    JsonObject options(Path folder) {
      return new JsonObject()
          .put("uri", PostgresServers.uri())
          .put("schema", PostgresServers.freshSchema());
    }

    @Override
    public List<String> flags(Path folder) {
      JsonObject options = options(folder);
      return List.of(
          "--storage",
          "postgres",
          "--postgres-uri",
          options.getString("uri"),
          "--set",
          "storage.schema=" + options.getString("schema"));
    }

    @Override
    String server() {
      return PostgresServers.description();
    }
  },

  REDIS {
    @Override
    JsonObject options(Path folder) {
      return new JsonObject()
          .put("uri", RedisServers.uri())
          .put("key_prefix", RedisServers.freshPrefix());
    }

    @Override
    public List<String> flags(Path folder) {
      JsonObject options = options(folder);
      return List.of(
          "--storage",
          "redis",
          "--redis-uri",
          options.getString("uri"),
          "--set",
          "storage.key_prefix=" + options.getString("key_prefix"));
    }

    @Override
    String server() {
      return RedisServers.description();
    }
  };

  /** The options of a storage with nothing in it. */
  abstract JsonObject options(Path folder);

  /** What a server is started with on a storage with nothing in it. */
  public abstract List<String> flags(Path folder);

  /** What it is tested on. */
  abstract String server();

  /** A storage with nothing in it, not open yet. */
  public StorageSpi storage(Vertx vertx, Path folder) {
    return StorageProviders.named(type()).create(vertx, options(folder));
  }

  /** What a class of tests runs on: what its {@link OnBackend} says, else memory. */
  public static Function<Vertx, StorageSpi> storageOf(Class<?> tests, Path folder) {
    OnBackend on = tests.getAnnotation(OnBackend.class);
    return on == null ? InMemoryStorage::new : vertx -> on.value().storage(vertx, folder);
  }

  String type() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String fileSystem() {
    try {
      return Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir"))).type();
    } catch (IOException unknown) {
      throw new UncheckedIOException(unknown);
    }
  }
}
