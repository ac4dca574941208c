package io.thalweg.core.history;

import java.util.ArrayList;
import java.util.List;

/** What the members of one group saw, and its operators. Thread-safe until it is checked. */
public final class GroupHistory {
  private final long start;
  private final List<Poll> polls = new ArrayList<>();
  private final List<Commit> commits = new ArrayList<>();
  private final List<Position> positions = new ArrayList<>();
  private final List<Seek> seeks = new ArrayList<>();
  private boolean drained;
  private boolean calm;

  GroupHistory(long start) {
    this.start = start;
  }

  public synchronized void add(Poll poll) {
    polls.add(poll);
  }

  public synchronized void add(Commit commit) {
    commits.add(commit);
  }

  public synchronized void add(Position position) {
    positions.add(position);
  }

  public synchronized void add(Seek seek) {
    seeks.add(seek);
  }

  /** In the end members polled until there was nothing more: every event must be delivered. */
  public synchronized void wasDrained() {
    drained = true;
  }

  /** No coordinator died and no answer was lost: callers without a name got each event once. */
  public synchronized void wasCalm() {
    calm = true;
  }

  /** Where the group started to read. */
  long start() {
    return start;
  }

  List<Poll> polls() {
    return polls;
  }

  List<Commit> commits() {
    return commits;
  }

  List<Position> positions() {
    return positions;
  }

  List<Seek> seeks() {
    return seeks;
  }

  boolean drained() {
    return drained;
  }

  boolean calm() {
    return calm;
  }

  /** All committed offsets that anybody was told, by commits or descriptions. */
  List<Position> allPositions() {
    List<Position> all = new ArrayList<>(positions);
    for (Commit commit : commits) {
      if (commit.outcome() == Outcome.ACKNOWLEDGED) {
        all.add(new Position(commit.partition(), commit.reached(), commit.begun(), commit.ended()));
      }
    }
    return all;
  }
}
