package io.thalweg.storage.redis;

import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One server: three connections for writes, one for pages and some for everything else. */
final class Node {
  private final String endpoint;
  private final Link writer;
  private final RawLink scripts;
  private final RawLink transactions;
  private final List<Link> readers = new ArrayList<>();
  private final RawLink pages;
  private final AtomicInteger turn = new AtomicInteger();

  Node(Vertx vertx, RedisOptions options, String endpoint) {
    this.endpoint = endpoint;
    writer = new Link(vertx, options, endpoint);
    scripts = new RawLink(vertx, options, endpoint);
    transactions = new RawLink(vertx, options, endpoint);
    pages = new RawLink(vertx, options, endpoint);
    for (int i = 0; i < options.poolSize(); i++) {
      readers.add(new Link(vertx, options, endpoint));
    }
  }

  /** Where it is, as {@code host:port}. */
  String endpoint() {
    return endpoint;
  }

  /**
   * The one connection on which this node writes if nothing else is under way to the server, so
   * that its writes keep their order.
   */
  Link writer() {
    return writer;
  }

  /** The one on which it sends calls of a script behind each other. */
  RawLink scripts() {
    return scripts;
  }

  /** The one for transactions, which must have it for themselves; nothing else may be under way. */
  RawLink transactions() {
    return transactions;
  }

  /** Any of the others. */
  Link reader() {
    return readers.get(Math.floorMod(turn.getAndIncrement(), readers.size()));
  }

  /** The one that pages are read on. */
  RawLink pages() {
    return pages;
  }

  /** Looks at the server again; gives up the connections for writes if it will no longer do. */
  Future<ServerState> look() {
    return writer
        .look()
        .onFailure(
            failure -> {
              if (failure instanceof StreamException) {
                scripts.drop();
                transactions.drop();
              }
            });
  }

  /** Gives up all connections: the server is no longer what it was. */
  void drop() {
    writer.drop();
    scripts.drop();
    transactions.drop();
    readers.forEach(Link::drop);
    pages.drop();
  }

  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    closing.add(writer.close());
    closing.add(scripts.close());
    closing.add(transactions.close());
    readers.forEach(reader -> closing.add(reader.close()));
    closing.add(pages.close());
    return Future.join(closing).mapEmpty();
  }
}
