package io.thalweg.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageProvidersTest {
  @TempDir Path classPath;

  @Test
  void findsTheProviderThatIsNamed() throws Exception {
    assertThat(typeOf(named("one", One.class, Two.class))).isEqualTo("one");
    assertThat(typeOf(named("two", One.class, Two.class))).isEqualTo("two");
  }

  @Test
  void refusesANameThatNobodyHasAndListsWhatThereIs() {
    Throwable refusal = catchThrowable(() -> named("three", Two.class, One.class));

    assertThat(refusal).hasMessageStartingWith("storage.type ").hasMessageContaining("three");
    assertThat(refusal).hasMessageContaining("[one, two]");
  }

  @Test
  void refusesANameThatTwoHave() {
    Throwable refusal = catchThrowable(() -> named("one", One.class, AlsoOne.class));

    assertThat(refusal).hasMessageContaining("several backends");
  }

  @Test
  void blamesTheSetting() {
    Throwable refusal = catchThrowable(() -> StorageProviders.named("none"));

    assertThat(refusal).isInstanceOf(StreamException.class);
    assertThat(((StreamException) refusal).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(((StreamException) refusal).field()).isEqualTo("storage.type");
  }

  /** Asks in a class path of its own, so that these providers are on nobody else's. */
  private Object named(String type, Class<?>... providers) throws Exception {
    Path services = Files.createDirectories(classPath.resolve("META-INF/services"));
    StringBuilder names = new StringBuilder();
    for (Class<?> provider : providers) {
      names.append(provider.getName()).append('\n');
    }
    Files.writeString(services.resolve(StorageProvider.class.getName()), names);
    try (URLClassLoader loader = new OwnClassLoader(classPath.toUri().toURL())) {
      return loader
          .loadClass(StorageProviders.class.getName())
          .getMethod("named", String.class)
          .invoke(null, type);
    } catch (InvocationTargetException thrown) {
      throw (Exception) thrown.getCause();
    }
  }

  private static String typeOf(Object provider) throws Exception {
    return (String) provider.getClass().getMethod("type").invoke(provider);
  }

  /** Loads our classes itself, and all others where they are. */
  private static final class OwnClassLoader extends URLClassLoader {
    OwnClassLoader(URL services) {
      super(new URL[] {services}, StorageProvidersTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null && name.startsWith("io.thalweg.")) {
          loaded = define(name);
        }
        return loaded == null ? super.loadClass(name, resolve) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException unreadable) {
        throw new ClassNotFoundException(name, unreadable);
      }
    }
  }

  /** A provider that is only named. */
  public static class One implements StorageProvider {
    @Override
    public String type() {
      return "one";
    }

    @Override
    public boolean isShared() {
      return false;
    }

    @Override
    public StorageSpi create(Vertx vertx, JsonObject options) {
      throw new UnsupportedOperationException("named only");
    }
  }

  /** Another of the same name. */
  public static final class AlsoOne extends One {}

  /** A provider of another name. */
  public static final class Two extends One {
    @Override
    public String type() {
      return "two";
    }
  }
}
