package io.thalweg.server.acceptance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What befalls a pipeline, and how often, in an order that comes of chance. Not thread-safe. */
final class PipelineFaults {
  private final PipelineCrew crew;
  private final Nodes nodes;
  private final OwnDatabase database;
  private final Random random;
  private final List<Kind> deck = new ArrayList<>();
  private int done;

  private enum Kind {
    SERVER_KILLED,
    DATABASE_KILLED,
    WORKER_KILLED,
    WORKER_PAUSED
  }

  /**
   * @param kills pauses come on top of them
   * @param database null if there is none
   */
  PipelineFaults(int kills, PipelineCrew crew, Nodes nodes, OwnDatabase database, Random random) {
    this.crew = crew;
    this.nodes = nodes;
    this.database = database;
    this.random = random;
    int ofDatabase = database == null ? 0 : kills / 5;
    int ofServers = database == null ? kills / 2 : kills / 5;
    add(ofDatabase, Kind.DATABASE_KILLED);
    add(ofServers, Kind.SERVER_KILLED);
    add(kills - ofServers - ofDatabase, Kind.WORKER_KILLED);
    add(kills / 5, Kind.WORKER_PAUSED);
    Collections.shuffle(deck, random);
  }

  private void add(int times, Kind kind) {
    deck.addAll(Collections.nCopies(times, kind));
  }

  int number() {
    return deck.size();
  }

  /** The next one, and what it was; what was killed runs again when this returns. */
  String next() {
    Kind kind = deck.get(done++);
    switch (kind) {
      case SERVER_KILLED -> {
        ServerProcess node = nodes.get(random.nextInt(nodes.size()));
        node.kill();
        node.restart();
      }
      case DATABASE_KILLED -> {
        database.kill();
        database.startAgain();
      }
      case WORKER_KILLED -> crew.killOne(random);
      case WORKER_PAUSED -> crew.pauseOne(random);
    }
    return kind.name();
  }

  @Override
  public String toString() {
    return String.format(
        "servers killed=%d database killed=%d workers killed=%d workers paused=%d",
        count(Kind.SERVER_KILLED),
        count(Kind.DATABASE_KILLED),
        count(Kind.WORKER_KILLED),
        count(Kind.WORKER_PAUSED));
  }

  private int count(Kind kind) {
    return Collections.frequency(deck.subList(0, done), kind);
  }
}
