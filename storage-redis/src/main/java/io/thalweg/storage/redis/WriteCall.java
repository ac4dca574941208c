package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
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
   * The call, as the only command.
   *
   * @param run of the server that it goes to; another one makes the script do nothing
   * @param ownListeners how many of those who listen for changes there are this node, or -1 if
   *     others may listen elsewhere
   * @param turn one other than {@link Turn#NONE} only for a single Redis
   */
  RespCommands commands(Keys keys, String run, String node, int ownListeners, Turn turn) {
    boolean inTurn = turn.number() > 0;
    int bytesHint = bytesHint();
    RespCommands words = new RespCommands(bytesHint);
    script.begin(words).word(2 * streams.size() + (inTurn ? 1 : 0));
    streams.keySet().forEach(name -> words.word(keys.stream(name)).word(keys.fence(name)));
    if (inTurn) {
      words.word(keys.turn(node));
    }
    words.word(run).word(node).word(keys.channel()).word(ownListeners);
    words.word(turn.number()).word(turn.before());
    streams.keySet().forEach(name -> words.word(name.value()));
    if (script == Script.BARE) {
      // One of each stream, in their order.
      units.forEach(unit -> addEvents(words, unit, 0));
    } else {
      words.word(units.size());
      units.forEach(unit -> add(words, unit));
    }
    return new RespCommands(bytesHint).command(words);
  }

  private int bytesHint() {
    int hint = 512 + 256 * streams.size();
    for (WriteBatch batch : batches) {
      hint += batch.bytes();
    }
    return hint;
  }

  private void add(RespCommands words, WriteUnit unit) {
    WriteBatch batch = unit.first();
    words
        .word(batch.appends().size())
        .word(batch.groups().size())
        .word(batch.stamp() == null ? 0 : 1);
    for (int a = 0; a < batch.appends().size(); a++) {
      StreamAppend append = batch.appends().get(a);
      words.word(streams.get(append.stream())).word(append.expectedHead());
      addEvents(words, unit, a);
    }
    batch.groups().forEach(group -> add(words, group));
    if (batch.stamp() != null) {
      add(words, batch.stamp());
    }
  }

  private static void addEvents(RespCommands words, WriteUnit unit, int append) {
    words.word(unit.count(append));
    unit.addEvents(append, words);
  }

  private void add(RespCommands words, GroupWrite group) {
    words
        .word(streams.get(group.stream()))
        .word(group.group().value())
        .word(group.kind().name())
        .word(group.expectedGeneration())
        .word(group.generation())
        .word(group.state() == null ? 0 : 1)
        .word(group.state() == null ? new byte[0] : group.state().getBytes())
        .word(group.commits().size());
    group.commits().forEach((partition, offset) -> words.word(partition).word(offset));
  }

  private void add(RespCommands words, ProducerStamp stamp) {
    words
        .word(streams.get(stamp.stream()))
        .word(stamp.producer())
        .word(stamp.epoch())
        .word(stamp.sequence())
        .word(stamp.count())
        .word(stamp.nextSequence())
        .word(stamp.keepMs());
  }
}
