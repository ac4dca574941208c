package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/**
 * Plain events, those without ids, as a {@linkplain Transactions transaction}. It stores what the
 * scripts would; but what goes through Lua costs Redis half as much again an event, with a key
 * three times as much, and the script itself more than all that a transaction has beside its
 * events.
 *
 * <p>What is not as plain as it was thought is left to the script, which also knows what to answer.
 * Not thread-safe.
 */
final class PlainWrite {
  /** Of all batches together, as a transaction holds up everybody else on its server. */
  static final int EVENTS_MAX = 3_000;

  /** What an event's commands have beside its record, about. */
  private static final int COMMAND_BYTES = 200;

  private final List<WriteBatch> batches;
  private final Keys keys;
  private final String node;
  private final int ownListeners;
  private final Map<StreamName, PlainStream> streams = new LinkedHashMap<>();
  private final List<StreamName> unfit = new ArrayList<>();
  private final List<WriteOutcome> outcomes;
  private boolean tellsOthers;

  /**
   * @param batches {@linkplain #isFor for} this
   * @param ownListeners how many of those who listen for changes there are this node
   */
  PlainWrite(List<WriteBatch> batches, Keys keys, String node, int ownListeners) {
    this.batches = batches;
    this.keys = keys;
    this.node = node;
    this.ownListeners = ownListeners;
    this.outcomes = new ArrayList<>(batches.size());
    batches.forEach(batch -> streams.put(streamOf(batch), null));
  }

  /** Whether the batch is one of plain events, for one stream and without a condition. */
  static boolean isFor(WriteBatch batch) {
    return WriteUnit.isUnconditional(batch)
        && !batch.appends().get(0).events().withIds()
        && batch.appends().get(0).events().count() <= EVENTS_MAX;
  }

  private static StreamName streamOf(WriteBatch batch) {
    return batch.appends().get(0).stream();
  }

  List<WriteBatch> batches() {
    return batches;
  }

  List<StreamName> streams() {
    return List.copyOf(streams.keySet());
  }

  /**
   * The transaction's commands; null if some stream is {@link #unfit} for it.
   *
   * @param run of the server that the streams must have been written on last
   */
  RespCommands commands(String run, Sighting seen) {
    long nowMs = seen.nowMs();
    for (Entry<StreamName, PlainStream> each : streams.entrySet()) {
      Standing standing = seen.standings().get(each.getKey());
      if (standing.isAsThought() && run.equals(standing.run())) {
        each.setValue(new PlainStream(each.getKey(), standing, nowMs, keys));
      } else {
        unfit.add(each.getKey());
      }
    }
    if (!unfit.isEmpty()) {
      return null;
    }
    tellsOthers = isHeardByOthers(seen);
    return commands();
  }

  /** The streams that are not as they were thought to be. */
  List<StreamName> unfit() {
    return unfit;
  }

  private boolean isHeardByOthers(Sighting seen) {
    return seen.listeners() > ownListeners;
  }

  private RespCommands commands() {
    RespCommands commands = new RespCommands(bytesOf(batches));
    for (WriteBatch batch : batches) {
      StreamAppend append = batch.appends().get(0);
      PlainStream stream = streams.get(append.stream());
      outcomes.add(WriteOutcome.stored(List.of(stream.add(append.events(), commands))));
    }
    streams.values().forEach(stream -> stream.end(commands));
    if (tellsOthers) {
      commands.add("PUBLISH", keys.channel(), hint());
    }
    return commands.add("EXEC");
  }

  /** Tells those who listen. */
  String hint() {
    StringBuilder hint = new StringBuilder(node);
    streams.keySet().forEach(stream -> hint.append('\n').append(stream));
    return hint.toString();
  }

  /**
   * Whether somebody has to be told yet, who began to listen after the look.
   *
   * @param after what was seen after the transaction; null if nobody knows
   */
  boolean mustBeTold(Sighting after) {
    return !tellsOthers && (after == null || isHeardByOthers(after));
  }

  private int bytesOf(List<WriteBatch> batches) {
    long bytes = 1_024 + (long) COMMAND_BYTES * streams.size();
    for (WriteBatch batch : batches) {
      bytes += batch.bytes() + (long) COMMAND_BYTES * batch.appends().get(0).events().count();
    }
    return (int) bytes;
  }

  /** Where each stream stands, once the events are stored. */
  Map<StreamName, PlainStream> stored() {
    return streams;
  }

  /** Where the events are, once they are stored. */
  List<WriteOutcome> outcomes() {
    return outcomes;
  }
}
