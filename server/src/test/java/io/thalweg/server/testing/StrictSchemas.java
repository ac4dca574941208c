package io.thalweg.server.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The schemas of {@code openapi.yaml}, taken at their word: a member that a schema does not name is
 * an error, although clients are to pass over it. Safe for use by any thread.
 */
final class StrictSchemas {
  private static final String CLOSED = "unevaluatedProperties";
  private static final JsonSchemaOptions OPTIONS =
      new JsonSchemaOptions()
          .setBaseUri("https://thalweg.test")
          .setDraft(Draft.DRAFT202012)
          .setOutputFormat(OutputFormat.Basic);

  private final JsonObject components;
  private final Map<JsonObject, Validator> validators = new ConcurrentHashMap<>();

  /**
   * @param components of the document, which schemas refer to
   */
  StrictSchemas(JsonObject components) {
    this.components =
        new JsonObject().put("schemas", strictMembers(components.getJsonObject("schemas"), false));
  }

  /** What is wrong with this value by this schema; empty if nothing is. */
  String faults(JsonObject schema, Object value) {
    Validator validator = validators.computeIfAbsent(schema, this::validator);
    synchronized (validator) {
      OutputUnit result = validator.validate(value);
      return result.getValid()
          ? ""
          : result.getErrors().stream()
              .map(each -> each.getInstanceLocation() + ": " + each.getError())
              .collect(Collectors.joining("\n"));
    }
  }

  private Validator validator(JsonObject schema) {
    JsonObject whole = strict(schema, true).put("components", components);
    return Validator.create(JsonSchema.of(whole), OPTIONS);
  }

  /**
   * @param closes whether nothing is added to what the schema says, as {@code allOf} and references
   *     to components do
   */
  private static JsonObject strict(JsonObject schema, boolean closes) {
    JsonObject strict = schema.copy();
    for (String word : new String[] {"items", "additionalProperties"}) {
      if (schema.getValue(word) instanceof JsonObject nested) {
        strict.put(word, strict(nested, true));
      }
    }
    if (schema.getValue("properties") instanceof JsonObject properties) {
      strict.put("properties", strictMembers(properties, true));
    }
    putAll(strict, "allOf", false);
    putAll(strict, "anyOf", closes);
    putAll(strict, "oneOf", closes);
    boolean names = schema.containsKey("properties") || schema.containsKey("allOf");
    if (closes && (names || schema.containsKey("$ref"))) {
      strict.put(CLOSED, false);
    }
    return strict;
  }

  private static void putAll(JsonObject schema, String word, boolean close) {
    if (schema.getValue(word) instanceof JsonArray all) {
      JsonArray strict = new JsonArray();
      all.forEach(each -> strict.add(strict((JsonObject) each, close)));
      schema.put(word, strict);
    }
  }

  private static JsonObject strictMembers(JsonObject schemas, boolean close) {
    JsonObject strict = new JsonObject();
    schemas.forEach(each -> strict.put(each.getKey(), strict((JsonObject) each.getValue(), close)));
    return strict;
  }
}
