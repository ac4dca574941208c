package io.thalweg.server.ops;

import io.vertx.core.buffer.Buffer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Files that come with the server. Reading blocks. */
final class ClassPath {
  private static final String SWAGGER_UI = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private ClassPath() {}

  static Buffer read(String resource) throws IOException {
    try (InputStream in = open(resource)) {
      return Buffer.buffer(in.readAllBytes());
    }
  }

  /** A file of Swagger UI, whose folder is named after its version. */
  static Buffer readSwaggerUi(String file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = open(SWAGGER_UI)) {
      properties.load(in);
    }
    return read(
        "/META-INF/resources/webjars/swagger-ui/" + properties.getProperty("version") + "/" + file);
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = ClassPath.class.getResourceAsStream(resource);
    if (in == null) {
      throw new FileNotFoundException("not on the class path: " + resource);
    }
    return in;
  }
}
