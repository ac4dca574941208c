package io.thalweg.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Settings from environment variables: {@code THALWEG_}, then the key in upper case with {@code _}
 * for the dot, so {@code THALWEG_HTTP_PORT} sets {@code http.port}.
 */
final class Environment {
  private static final String PREFIX = "THALWEG_";

  /** Read by the launcher or by {@code Main}, not settings of the server. */
  private static final Set<String> OTHERS =
      Set.of("THALWEG_CONFIG", "THALWEG_JAVA_OPTS", "THALWEG_BUILD");

  /** What a container platform sets by itself for a service that is named thalweg. */
  private static final Pattern OF_THE_PLATFORM =
      Pattern.compile("THALWEG_(SERVICE_(HOST|PORT)(_.*)?=.*|PORT=\\w+://.*|PORT_\\d+_.*)");

  private Environment() {}

  static List<Setting> read(Map<String, String> environment) {
    List<Setting> settings = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (isSetting(name, value)) {
                settings.add(Setting.parsed(key(name), value, "environment variable " + name));
              }
            });
    return settings;
  }

  private static boolean isSetting(String name, String value) {
    return name.startsWith(PREFIX)
        && !OTHERS.contains(name)
        && !OF_THE_PLATFORM.matcher(name + "=" + value).matches();
  }

  private static String key(String name) {
    return name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replaceFirst("_", ".");
  }
}
