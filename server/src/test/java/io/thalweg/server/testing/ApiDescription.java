package io.thalweg.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * {@code openapi.yaml}, to hold what passes between a client and the server to it. Safe for use by
 * any thread.
 */
public final class ApiDescription {
  /** The one that is served. */
  public static final ApiDescription SERVED = new ApiDescription(load());

  /** With these any call can be answered, so that calls do not name them one by one. */
  private static final Set<Integer> OF_ANY_CALL =
      Set.of(403, 405, 408, 413, 414, 415, 417, 421, 431, 500);

  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";
  private static final String DURABILITY = "Thalweg-Durability";
  private static final JsonObject ANY_PROBLEM =
      new JsonObject().put("$ref", "#/components/schemas/Problem");
  private static final Pattern VARIABLE = Pattern.compile("\\{\\w+}");

  /** Any segment of a path but those that lead elsewhere, {@code .} and {@code ..}. */
  private static final String SEGMENT = "(?!(\\.|%2[eE]){1,2}(/|$))[^/]+";

  private final JsonObject document;
  private final StrictSchemas schemas;

  private ApiDescription(JsonObject document) {
    this.document = document;
    this.schemas = new StrictSchemas(document.getJsonObject("components"));
  }

  /**
   * Fails unless the answer is one that the document has for this call, and unless a body that was
   * taken is one that the document lets clients send. It has nothing to say of HEAD.
   *
   * @param sent the request's body, or null
   */
  void check(HttpRequest request, String sent, Answer answer) {
    if (request.method().equals("HEAD")) {
      return;
    }
    String path = request.uri().getRawPath();
    String call = request.method() + " " + path + " answered with " + answer.status();
    Optional<JsonObject> operation = operation(request.method(), path);
    boolean problem = PROBLEM.equals(answer.header("content-type"));
    if (problem && (operation.isEmpty() || OF_ANY_CALL.contains(answer.status()))) {
      checkBody(call, ANY_PROBLEM, answer.body());
    } else if (operation.isPresent()) {
      JsonObject response = response(call, operation.get(), answer.status());
      checkAnswer(call, response, answer);
      if (answer.status() < 300 && sent != null) {
        checkTaken(call, operation.get(), request, sent);
      }
    }
  }

  /** Fails unless the text is a JSON value of this schema of the document's. */
  public void checkText(String schema, String text) {
    checkBody(schema, new JsonObject().put("$ref", "#/components/schemas/" + schema), text);
  }

  private void checkAnswer(String call, JsonObject response, Answer answer) {
    JsonObject headers = response.getJsonObject("headers", new JsonObject());
    if (answer.header(DURABILITY) != null) {
      assertThat(headers.fieldNames()).as("headers of %s", call).contains(DURABILITY);
    }
    String type = mediaType(answer.header("content-type"));
    JsonObject content = response.getJsonObject("content", new JsonObject());
    if (type != null) {
      assertThat(content.fieldNames()).as("content of %s", call).contains(type);
      if (isJson(type)) {
        checkBody(call, content.getJsonObject(type).getJsonObject("schema"), answer.body());
      }
    }
  }

  private void checkTaken(String call, JsonObject operation, HttpRequest request, String sent) {
    String type = mediaType(request.headers().firstValue("Content-Type").orElse(JSON));
    // A CloudEvent in binary mode has any type and any body.
    boolean binary = request.headers().firstValue("ce-specversion").isPresent();
    if (operation.getValue("requestBody") instanceof JsonObject described
        && isJson(type)
        && !sent.isBlank()
        && !binary) {
      JsonObject content = resolved(described).getJsonObject("content");
      assertThat(content.fieldNames()).as("content of a request, %s", call).contains(type);
      checkBody("request, " + call, content.getJsonObject(type).getJsonObject("schema"), sent);
    }
  }

  private void checkBody(String what, JsonObject schema, String body) {
    assertThat(schemas.faults(schema, Json.decodeValue(body)))
        .as("%s, by openapi.yaml: %s", what, body)
        .isEmpty();
  }

  private JsonObject response(String call, JsonObject operation, int status) {
    JsonObject responses = operation.getJsonObject("responses");
    assertThat(responses.fieldNames()).as(call).contains(Integer.toString(status));
    return resolved(responses.getJsonObject(Integer.toString(status)));
  }

  private JsonObject resolved(JsonObject node) {
    String reference = node.getString("$ref");
    if (reference == null) {
      return node;
    }
    JsonObject at = document;
    for (String step : reference.substring("#/".length()).split("/")) {
      at = at.getJsonObject(step);
    }
    return at;
  }

  private Optional<JsonObject> operation(String method, String path) {
    String key = method.toLowerCase(Locale.ROOT);
    JsonObject paths = document.getJsonObject("paths");
    JsonObject item = paths.getJsonObject(path);
    for (Map.Entry<String, Object> each : paths) {
      if (item == null
          && path.matches(
              VARIABLE.matcher(each.getKey()).replaceAll(Matcher.quoteReplacement(SEGMENT)))) {
        item = (JsonObject) each.getValue();
      }
    }
    return Optional.ofNullable(item).map(found -> found.getJsonObject(key));
  }

  private static boolean isJson(String type) {
    return type.endsWith("/json") || type.endsWith("+json");
  }

  private static String mediaType(String header) {
    return header == null ? null : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static JsonObject load() {
    try (InputStream in = ApiDescription.class.getResourceAsStream("/openapi.yaml")) {
      Load yaml = new Load(LoadSettings.builder().build());
      return new JsonObject(Json.encode(yaml.loadFromInputStream(in)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
