package io.thalweg.storage.redis;

import io.thalweg.core.spi.StorageSpi;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** Two storages as one: all that changes anything goes to the first, all else to the second. */
final class TwoNodes {
  private static final Set<String> CHANGES =
      Set.of(
          "write",
          "createStream",
          "alterStream",
          "deleteStream",
          "enforceRetention",
          "lease",
          "durability",
          "concurrentWritesMax");

  private TwoNodes() {}

  static StorageSpi of(StorageSpi first, StorageSpi second) {
    return (StorageSpi)
        Proxy.newProxyInstance(
            TwoNodes.class.getClassLoader(),
            new Class<?>[] {StorageSpi.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "open":
                  return first.open().compose(opened -> second.open());
                case "close":
                  return Future.join(first.close(), second.close()).mapEmpty();
                case "hashCode":
                  return System.identityHashCode(proxy);
                case "equals":
                  return proxy == arguments[0];
                default:
                  try {
                    return method.invoke(
                        CHANGES.contains(method.getName()) ? first : second, arguments);
                  } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                  }
              }
            });
  }
}
