package io.thalweg.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.Thalweg;
import io.thalweg.core.contract.InMemoryStorage;
import io.thalweg.core.log.LogOptions;
import io.thalweg.server.config.ServerConfig;
import io.thalweg.server.http.Gateway;
import io.thalweg.server.http.GatewayOptions;
import io.thalweg.server.http.RouteGroup;
import io.thalweg.server.http.Subscribers;
import io.thalweg.server.ops.Metrics;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code openapi.yaml} describes what is served, and nothing else. */
class OpenApiTest {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  private final Map<?, ?> api = load();

  @Test
  void describesEveryRouteAndNoOther() {
    Set<String> described = new TreeSet<>();
    forEachOperation(
        (path, method, operation) ->
            described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path));

    Set<String> mounted = mountedRoutes();
    mounted.removeIf(route -> route.startsWith("GET /docs/")); // files of the page

    assertThat(described).isEqualTo(mounted);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = new ArrayList<>();
    collectReferences(api, references);

    assertThat(references).isNotEmpty().allSatisfy(this::leadsSomewhere);
  }

  @Test
  void everyPathVariableIsAParameter() {
    map(api, "paths")
        .forEach(
            (path, item) -> {
              Set<String> names = new TreeSet<>();
              list((Map<?, ?>) item, "parameters").forEach(each -> names.add(parameterName(each)));
              assertThat(names).as("%s", path).isEqualTo(variables((String) path));
            });
  }

  @Test
  void everyOperationIsNamedOnceAndItsErrorsAreProblems() {
    List<String> ids = new ArrayList<>();
    forEachOperation(
        (path, method, operation) -> {
          ids.add((String) operation.get("operationId"));
          map(operation, "responses")
              .forEach((status, response) -> checkResponse(path, status, (Map<?, ?>) response));
        });

    assertThat(ids).doesNotContainNull().doesNotHaveDuplicates();
  }

  private void checkResponse(String path, Object status, Map<?, ?> response) {
    if (status.toString().compareTo("400") >= 0) {
      Map<?, ?> content = map(resolve(response), "content");
      assertThat(content.keySet())
          .as("%s %s", path, status)
          .isEqualTo(Set.of("application/problem+json"));
    }
  }

  private static Set<String> variables(String path) {
    Set<String> variables = new TreeSet<>();
    for (Matcher matcher = VARIABLE.matcher(path); matcher.find(); ) {
      variables.add(matcher.group(1));
    }
    return variables;
  }

  private String parameterName(Object parameter) {
    Map<?, ?> resolved = resolve((Map<?, ?>) parameter);
    assertThat(resolved.get("in")).isEqualTo("path");
    return (String) resolved.get("name");
  }

  private Map<?, ?> resolve(Map<?, ?> object) {
    Object reference = object.get("$ref");
    return reference == null ? object : (Map<?, ?>) find((String) reference);
  }

  private void leadsSomewhere(String reference) {
    assertThat(find(reference)).as(reference).isNotNull();
  }

  private Object find(String reference) {
    Object at = api;
    for (String step : reference.substring("#/".length()).split("/")) {
      at = at instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return at;
  }

  private static void collectReferences(Object node, List<String> references) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (key.equals("$ref")) {
              references.add((String) value);
            }
            collectReferences(value, references);
          });
    } else if (node instanceof List<?> list) {
      list.forEach(each -> collectReferences(each, references));
    }
  }

  private void forEachOperation(OperationVisitor visitor) {
    map(api, "paths")
        .forEach(
            (path, item) ->
                ((Map<?, ?>) item)
                    .forEach(
                        (method, operation) -> {
                          if (METHODS.contains(method)) {
                            visitor.visit((String) path, (String) method, (Map<?, ?>) operation);
                          }
                        }));
  }

  private interface OperationVisitor {
    void visit(String path, String method, Map<?, ?> operation);
  }

  private static Map<?, ?> map(Map<?, ?> object, String key) {
    assertThat(object.get(key)).as(key).isInstanceOf(Map.class);
    return (Map<?, ?>) object.get(key);
  }

  private static List<?> list(Map<?, ?> object, String key) {
    return object.get(key) == null ? List.of() : (List<?>) object.get(key);
  }

  private static Map<?, ?> load() {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
      return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  /** What the composition root mounts. */
  private static Set<String> mountedRoutes() {
    Set<String> mounted = new ConcurrentSkipListSet<>();
    ServerConfig config = ServerConfig.load(Optional.empty(), Map.of(), List.of());
    Vertx vertx = Vertx.vertx();
    try {
      Thalweg thalweg =
          Thalweg.deploy(vertx, "api", new InMemoryStorage(vertx), LogOptions.DEFAULT).await();
      Gateway.deploy(
              vertx,
              thalweg.addresses(),
              GatewayOptions.DEFAULT.withPort(0),
              new Subscribers(),
              1,
              () -> {
                List<RouteGroup> groups =
                    new ArrayList<>(
                        ThalwegServer.routeGroups(config, new Metrics("test"), () -> null).get());
                groups.add((routes, gateway) -> mounted.addAll(routes.all()));
                return groups;
              })
          .await();
    } finally {
      vertx.close().await();
    }
    return mounted;
  }
}
