package io.thalweg.bench.cli;

import io.thalweg.bench.load.Engine;
import io.thalweg.bench.postgres.RawPostgres;
import io.thalweg.bench.redis.RawRedis;
import io.thalweg.bench.run.Engines;
import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.EngineKind;
import io.thalweg.bench.target.Server;
import io.thalweg.bench.target.Target;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Storage engines that run already: the product's storage, and what it is compared with. */
final class EngineOptions implements Engines {

  @Option(
      names = "--storage",
      paramLabel = "ENGINE",
      description =
          "what the product keeps its streams in, and is compared with, instead of files:"
              + " ${COMPLETION-CANDIDATES}")
  private EngineKind storage;

  @Option(
      names = "--postgres-uri",
      paramLabel = "URI",
      description = "a database for the product, and as the target raw-postgres")
  private String postgresUri;

  @Option(
      names = "--redis-uri",
      paramLabel = "URI",
      description = "a Redis for the product, and as the target raw-redis")
  private String redisUri;

  Optional<EngineKind> storage() {
    return Optional.ofNullable(storage);
  }

  /** Who is loaded if nobody is named. */
  List<String> targetsOr(List<String> byDefault) {
    return storage().map(kind -> List.of(Target.PRODUCT, kind.label())).orElse(byDefault);
  }

  /** The product with its streams in the engine that was asked for. */
  Target equip(Target product) {
    return storage().map(kind -> keptIn(product, kind)).orElse(product);
  }

  Target keptIn(Target product, EngineKind kind) {
    return product.keptIn(kind, uri(kind));
  }

  boolean isKnown(EngineKind kind) {
    return uriOf(kind).isPresent();
  }

  RawPostgres postgres() {
    return new RawPostgres(Target.named(EngineKind.POSTGRES.label()), uri(EngineKind.POSTGRES));
  }

  RawRedis redis() {
    return new RawRedis(Target.named(EngineKind.REDIS.label()), uri(EngineKind.REDIS));
  }

  @Override
  public Server connect(Target engine) {
    EngineKind kind = engine.engine().orElseThrow();
    return open(engine, kind, uri(kind));
  }

  @Override
  public void forget(Target product, String namespace) {
    EngineKind kind = product.storage().orElseThrow();
    String uri = product.argument(kind.uriFlag()).orElseGet(() -> uri(kind));
    try (Engine engine = open(Target.named(kind.label()), kind, uri)) {
      engine.forget(namespace);
    }
  }

  private static Engine open(Target target, EngineKind kind, String uri) {
    return switch (kind) {
      case POSTGRES -> new RawPostgres(target, uri);
      case REDIS -> new RawRedis(target, uri);
    };
  }

  private String uri(EngineKind kind) {
    return uriOf(kind)
        .orElseThrow(() -> new BenchFailure(kind.label() + " needs " + kind.uriFlag()));
  }

  private Optional<String> uriOf(EngineKind kind) {
    return Optional.ofNullable(
        switch (kind) {
          case POSTGRES -> postgresUri;
          case REDIS -> redisUri;
        });
  }
}
