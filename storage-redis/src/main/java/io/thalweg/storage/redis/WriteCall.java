package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.redis.client.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Batches whose streams share a slot, as one call of {@code write.lua}, or of {@code bare.lua} if
 * that can do it. Not thread-safe.
 */
final class WriteCall {
  private final List<WriteBatch> batches;
  private final List<WriteUnit> units;
  private final Script script;
  private final Map<StreamName, Integer> streams = new LinkedHashMap<>();

  WriteCall(List<WriteBatch> batches) {
    this.batches = batches;
    this.units = WriteUnit.of(batches);
    this.script = units.stream().allMatch(WriteUnit::isBare) ? Script.BARE : Script.WRITE;
    for (WriteBatch batch : batches) {
      batch.appends().forEach(append -> add(append.stream()));
      batch.groups().forEach(group -> add(group.stream()));
      if (batch.stamp() != null) {
        add(batch.stamp().stream());
      }
    }
  }

  private void add(StreamName stream) {
    streams.putIfAbsent(stream, streams.size() + 1);
  }

  List<WriteBatch> batches() {
    return batches;
  }

  /** The batches as the script is given them. */
  List<WriteUnit> units() {
    return units;
  }

  /** The one that is called. */
  Script script() {
    return script;
  }

  /** The streams that it is about, in the order in which the script counts them. */
  List<StreamName> streams() {
    return List.copyOf(streams.keySet());
  }

  /**
   * The request.
   *
   * @param run of the server that it goes to; another one makes the script do nothing
   * @param ownListeners how many of those who listen for changes there are this node, or -1 if
   *     others may listen elsewhere
   * @param turn one other than {@link Turn#NONE} only for a single Redis
   */
  Request request(Keys keys, String run, String node, int ownListeners, Turn turn) {
    boolean inTurn = turn.number() > 0;
    Request request = script.call(2 * streams.size() + (inTurn ? 1 : 0));
    streams.keySet().forEach(name -> request.arg(keys.stream(name)).arg(keys.fence(name)));
    if (inTurn) {
      request.arg(keys.turn(node));
    }
    request.arg(run).arg(node).arg(keys.channel()).arg(ownListeners);
    request.arg(turn.number()).arg(turn.before());
    streams.keySet().forEach(name -> request.arg(name.value()));
    if (script == Script.BARE) {
      // One of each stream, in their order.
      units.forEach(unit -> addEvents(request, unit, 0));
    } else {
      request.arg(units.size());
      units.forEach(unit -> add(request, unit));
    }
    return request;
  }

  private void add(Request request, WriteUnit unit) {
    WriteBatch batch = unit.first();
    request
        .arg(batch.appends().size())
        .arg(batch.groups().size())
        .arg(batch.stamp() == null ? 0 : 1);
    for (int a = 0; a < batch.appends().size(); a++) {
      StreamAppend append = batch.appends().get(a);
      request.arg(streams.get(append.stream())).arg(append.expectedHead());
      addEvents(request, unit, a);
    }
    batch.groups().forEach(group -> add(request, group));
    if (batch.stamp() != null) {
      add(request, batch.stamp());
    }
  }

  private static void addEvents(Request request, WriteUnit unit, int append) {
    request.arg(unit.count(append));
    unit.addEvents(append, request);
  }

  private void add(Request request, GroupWrite group) {
    request
        .arg(streams.get(group.stream()))
        .arg(group.group().value())
        .arg(group.kind().name())
        .arg(group.expectedGeneration())
        .arg(group.generation())
        .arg(group.state() == null ? 0 : 1)
        .arg(group.state() == null ? new byte[0] : group.state().getBytes())
        .arg(group.commits().size());
    group.commits().forEach((partition, offset) -> request.arg(partition).arg(offset));
  }

  private void add(Request request, ProducerStamp stamp) {
    request
        .arg(streams.get(stamp.stream()))
        .arg(stamp.producer())
        .arg(stamp.epoch())
        .arg(stamp.sequence())
        .arg(stamp.count())
        .arg(stamp.nextSequence())
        .arg(stamp.keepMs());
  }
}
