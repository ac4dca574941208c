package io.thalweg.bench.base;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What all event loops of a base share; every part is thread-safe. */
final class BaseParts {

  private final BaseKind kind;
  private final Optional<GroupCommit> commit;
  private final Optional<StoredEvents> stored;
  private final LiveStreams live;
  private final PageCounter groupPages;
  private final AtomicInteger port = new AtomicInteger();

  BaseParts(
      BaseKind kind,
      Optional<GroupCommit> commit,
      Optional<StoredEvents> stored,
      LiveStreams live,
      PageCounter groupPages) {
    this.kind = kind;
    this.commit = commit;
    this.stored = stored;
    this.live = live;
    this.groupPages = groupPages;
  }

  BaseKind kind() {
    return kind;
  }

  Optional<GroupCommit> commit() {
    return commit;
  }

  Optional<StoredEvents> stored() {
    return stored;
  }

  LiveStreams live() {
    return live;
  }

  PageCounter groupPages() {
    return groupPages;
  }

  int port() {
    return port.get();
  }

  void listensOn(int actualPort) {
    port.set(actualPort);
  }
}
