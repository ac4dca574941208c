package io.thalweg.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thalweg.core.log.LogOptions;
import io.thalweg.server.http.GatewayOptions;
import io.thalweg.server.push.PushOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
  @TempDir Path folder;

  @Test
  void whatIsNotSetIsAsThePiecesThemselvesHaveIt() {
    ServerConfig config = load(Map.of(), List.of());

    assertThat(config.gateway()).isEqualTo(GatewayOptions.DEFAULT);
    assertThat(config.log()).isEqualTo(LogOptions.DEFAULT);
    assertThat(config.push()).isEqualTo(PushOptions.DEFAULT);
    assertThat(config.storage().type()).isEqualTo("file");
    assertThat(config.storage().options()).isEqualTo(new JsonObject());
    assertThat(config.eventLoops()).isBetween(1, 2);
    assertThat(config.transport()).isEqualTo(SocketTransport.AUTO);
  }

  @Test
  void flagsOverrideTheEnvironmentWhichOverridesTheFile() {
    Path file = file("http:\n  port: 1\n  idle_timeout: 1s\n  header_timeout: 1s\n");
    Map<String, String> environment =
        Map.of("THALWEG_HTTP_PORT", "2", "THALWEG_HTTP_IDLE_TIMEOUT", "2s", "HOME", "/");
    List<Setting> flags = List.of(new Setting("http.port", "3", "--port"));

    ServerConfig config = ServerConfig.load(Optional.of(file), environment, flags);

    assertThat(config.gateway().port()).isEqualTo(3);
    assertThat(config.gateway().connections().idleMs()).isEqualTo(2_000);
    assertThat(config.gateway().connections().headerMs()).isEqualTo(1_000);
  }

  @Test
  void everyKeyCanBeSetInEverySource() {
    for (ConfigKey<?> key : ConfigKeys.all()) {
      String variable =
          "THALWEG_" + key.name().replace('.', '_').toUpperCase(java.util.Locale.ROOT);
      Path file = file("\"" + key.name() + "\": \"" + key.defaultText() + "\"\n");

      ServerConfig fromFile = ServerConfig.load(Optional.of(file), Map.of(), List.of());
      ServerConfig fromEnvironment = load(Map.of(variable, key.defaultText()), List.of());

      assertThat(fromFile.gateway()).as(key.name()).isEqualTo(GatewayOptions.DEFAULT);
      assertThat(fromEnvironment.gateway()).as(variable).isEqualTo(GatewayOptions.DEFAULT);
    }
  }

  @Test
  void refusalsNameTheKeyTheOriginAndTheRange() {
    refused("http:\n\n  port: 70000\n")
        .withMessageContaining("http.port is \"70000\"")
        .withMessageContaining("thalweg.yaml line 3")
        .withMessageContaining("from 0 to 65535");
    refused("http:\n  idle_timeout: soon\n")
        .withMessageContaining("http.idle_timeout is \"soon\"")
        .withMessageContaining("a duration from 100ms to 24h");
    refused("log:\n  queued_bytes_max: 12 parsecs\n").withMessageContaining("a size from 1MiB");
    refused("http:\n  allow_remote: yes\n").withMessageContaining("must be true or false");
    refused("logging:\n  level: loud\n").withMessageContaining("one of off, error, warn");
  }

  @Test
  void unknownKeysAreRefusedWithAGuess() {
    refused("http:\n  prot: 1\n")
        .withMessageContaining("no key http.prot")
        .withMessageContaining("thalweg.yaml line 2")
        .withMessageContaining("did you mean http.port?");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(Map.of("THALWEG_PROT", "1"), List.of()))
        .withMessageContaining("environment variable THALWEG_PROT");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(Map.of("THALWEG_PORT", "15501"), List.of()))
        .withMessageContaining("environment variable THALWEG_PORT");
  }

  @Test
  void whatAContainerPlatformSetsForAServiceOfThisNameIsNoSetting() {
    Map<String, String> environment =
        Map.of(
            "THALWEG_SERVICE_HOST", "10.0.0.1",
            "THALWEG_SERVICE_PORT", "15500",
            "THALWEG_SERVICE_PORT_HTTP", "15500",
            "THALWEG_PORT", "tcp://10.0.0.1:15500",
            "THALWEG_PORT_15500_TCP_ADDR", "10.0.0.1",
            "THALWEG_JAVA_OPTS", "-Xmx1g");

    assertThat(load(environment, List.of()).gateway()).isEqualTo(GatewayOptions.DEFAULT);
  }

  @Test
  void anAddressThatOthersCanReachHasToBeAllowed() {
    refused("http:\n  host: 0.0.0.0\n")
        .withMessageContaining("http.host is 0.0.0.0")
        .withMessageContaining("http.allow_remote")
        .withMessageContaining("thalweg.yaml line 2");

    Path allowed = file("http:\n  host: 0.0.0.0\n  allow_remote: true\n");
    assertThat(ServerConfig.load(Optional.of(allowed), Map.of(), List.of()).gateway().host())
        .isEqualTo("0.0.0.0");
  }

  @Test
  void theBackendGetsItsOptionsAsYamlHasThem() {
    Path file =
        file(
            "storage:\n  type: file\n  data_dir: /tmp/x\n  count: 12\n  name: \"12\"\n  on: true\n");
    Map<String, String> environment = Map.of("THALWEG_STORAGE_SEGMENT_BYTES", "1024");

    StorageConfig storage = ServerConfig.load(Optional.of(file), environment, List.of()).storage();

    assertThat(storage.options())
        .isEqualTo(
            new JsonObject()
                .put("data_dir", "/tmp/x")
                .put("count", 12L)
                .put("name", "12")
                .put("on", true)
                .put("segment_bytes", 1024L));
    assertThat(storage.origins().get("count")).endsWith("thalweg.yaml line 4");
  }

  @Test
  void secretsAreInNoText() {
    Path file = file("storage:\n  password: hunter2\n");

    ServerConfig config = ServerConfig.load(Optional.of(file), Map.of(), List.of());

    assertThat(config.toString()).doesNotContain("hunter2").contains("password");
    assertThat(new Setting("storage.password", "hunter2", "here").toString())
        .doesNotContain("hunter2");
  }

  @Test
  void aBrokenFileIsToldWithItsLine() {
    refused("http: [\n").withMessageContaining("thalweg.yaml").withMessageContaining("not YAML");
    refused("http:\n  port: 1\n  port: 2\n").withMessageContaining("http.port for the second time");
    refused("just words\n").withMessageContaining("holds no keys");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> ServerConfig.load(Optional.of(Path.of("nowhere.yaml")), Map.of(), List.of()))
        .withMessage("there is no configuration file nowhere.yaml");
  }

  @Test
  void anEmptyFileSetsNothing() {
    Path file = file("# http:\n#   port: 1\n");

    assertThat(ServerConfig.load(Optional.of(file), Map.of(), List.of()).gateway())
        .isEqualTo(GatewayOptions.DEFAULT);
  }

  @Test
  void listsComeAsListsOrBetweenCommas() {
    Path file = file("http:\n  allowed_origins: [https://a.example, https://b.example]\n");
    List<String> both = List.of("https://a.example", "https://b.example");

    assertThat(ServerConfig.load(Optional.of(file), Map.of(), List.of()).gateway().allowedOrigins())
        .isEqualTo(both);
    assertThat(
            load(
                    Map.of("THALWEG_HTTP_ALLOWED_ORIGINS", "https://a.example, https://b.example"),
                    List.of())
                .gateway()
                .allowedOrigins())
        .isEqualTo(both);
  }

  private org.assertj.core.api.ThrowableAssertAlternative<ConfigException> refused(String yaml) {
    Path file = file(yaml);
    return assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ServerConfig.load(Optional.of(file), Map.of(), new ArrayList<>()));
  }

  private static ServerConfig load(Map<String, String> environment, List<Setting> flags) {
    return ServerConfig.load(Optional.empty(), environment, flags);
  }

  private Path file(String yaml) {
    try {
      return Files.writeString(folder.resolve("thalweg.yaml"), yaml);
    } catch (IOException unwritable) {
      throw new java.io.UncheckedIOException(unwritable);
    }
  }
}
