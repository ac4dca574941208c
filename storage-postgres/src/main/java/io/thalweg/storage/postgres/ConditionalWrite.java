package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Any batches, for the general write function. Batches that only a missing stream can refuse go
 * together in one step of it. Not thread-safe.
 */
final class ConditionalWrite implements WriteCall {
  private static final int PARAMETERS = 34;
  private static final String STATEMENT =
      "SELECT * FROM ${schema}.write(" + WriteCall.placeholders(PARAMETERS) + ")";

  private final List<WriteBatch> batches;
  private final Map<StreamName, Integer> streams = new LinkedHashMap<>();
  private final List<Boolean> exclusive = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Append> appends = new ArrayList<>();
  private final EventColumns events;
  private final UUID[] ids;
  private final Integer[] firsts;
  private final IdHash idHash = new IdHash();
  private final Map<SeenId, Integer> seen = new HashMap<>();
  private final GroupColumns groups = new GroupColumns();
  private final StampColumns stamps = new StampColumns();

  /** What is checked and stored together; ends inclusive, from 1. */
  private record Step(boolean alone, int append, int appendTo, int group, int groupTo) {}

  private record Append(StreamName name, int stream, long expected, int event, int eventTo) {}

  private record SeenId(int stream, UUID id) {}

  ConditionalWrite(List<WriteBatch> batches) {
    this.batches = batches;
    int count = 0;
    for (WriteBatch batch : batches) {
      for (StreamAppend append : batch.appends()) {
        count += append.events().count();
      }
    }
    events = new EventColumns(count);
    ids = new UUID[count];
    firsts = new Integer[count];
    for (int from = 0; from < batches.size(); ) {
      from = addStep(from);
    }
  }

  /** Adds the step that starts with a batch; returns the first batch behind it. */
  private int addStep(int from) {
    int append = appends.size() + 1;
    int group = groups.count() + 1;
    boolean alone = !WriteCall.isUnconditional(batches.get(from));
    seen.clear();
    int to = from;
    do {
      add(batches.get(to++));
    } while (!alone && to < batches.size() && WriteCall.isUnconditional(batches.get(to)));
    ProducerStamp stamp = batches.get(from).stamp();
    stamps.add(stamp == null ? null : index(stamp.stream(), true), stamp);
    steps.add(new Step(alone, append, appends.size(), group, groups.count()));
    return to;
  }

  private void add(WriteBatch batch) {
    for (StreamAppend append : batch.appends()) {
      int stream = index(append.stream(), true);
      int event = events.count() + 1;
      events.add(
          stream,
          append.events(),
          (n, added) -> {
            ids[n] = added.hasId() ? idHash.of(added.id()) : null;
            firsts[n] = n + 1;
            if (ids[n] != null) {
              Integer first = seen.putIfAbsent(new SeenId(stream, ids[n]), n + 1);
              firsts[n] = first == null ? n + 1 : first;
            }
          });
      appends.add(
          new Append(append.stream(), stream, append.expectedHead(), event, events.count()));
    }
    for (GroupWrite group : batch.groups()) {
      boolean comesOrGoes =
          group.kind() == GroupWrite.Kind.CREATE || group.kind() == GroupWrite.Kind.DELETE;
      groups.add(index(group.stream(), comesOrGoes), group);
    }
  }

  private int index(StreamName stream, boolean exclusively) {
    Integer known = streams.putIfAbsent(stream, streams.size() + 1);
    if (known == null) {
      exclusive.add(exclusively);
      return streams.size();
    }
    exclusive.set(known - 1, exclusive.get(known - 1) || exclusively);
    return known;
  }

  @Override
  public String statement() {
    return STATEMENT;
  }

  @Override
  public Tuple parameters() {
    List<Object> all = new ArrayList<>(PARAMETERS);
    all.add(streams.keySet().stream().map(StreamName::value).toArray(String[]::new));
    all.add(exclusive.toArray(Boolean[]::new));
    all.add(steps.stream().map(Step::alone).toArray(Boolean[]::new));
    all.add(steps.stream().map(Step::append).toArray(Integer[]::new));
    all.add(steps.stream().map(Step::appendTo).toArray(Integer[]::new));
    all.add(steps.stream().map(Step::group).toArray(Integer[]::new));
    all.add(steps.stream().map(Step::groupTo).toArray(Integer[]::new));
    all.add(appends.stream().map(Append::stream).toArray(Integer[]::new));
    all.add(appends.stream().map(Append::expected).toArray(Long[]::new));
    all.add(appends.stream().map(Append::event).toArray(Integer[]::new));
    all.add(appends.stream().map(Append::eventTo).toArray(Integer[]::new));
    all.add(events.streams);
    all.add(events.hashes);
    all.add(ids);
    all.add(firsts);
    all.add(events.sizes);
    all.add(events.shapes);
    all.add(events.bodies);
    groups.addTo(all);
    stamps.addTo(all);
    return Tuple.wrap(all.toArray());
  }

  @Override
  public List<WriteOutcome> outcomes(Row row) {
    Results results =
        new Results(row.getArrayOfLongs(0), row.getArrayOfLongs(1), row.getArrayOfIntegers(2));
    results.fillInRepeats(firsts);
    Integer[] refusals = row.getArrayOfIntegers(3);
    Integer[] faults = row.getArrayOfIntegers(4);
    Long[] details = row.getArrayOfLongs(5);
    Long[] sequences = row.getArrayOfLongs(6);
    List<WriteOutcome> outcomes = new ArrayList<>(batches.size());
    for (int s = 0; s < steps.size(); s++) {
      Step step = steps.get(s);
      if (refusals[s] == StampColumns.REPEAT) {
        outcomes.add(WriteOutcome.repeated(results(results, step)));
      } else if (refusals[s] != 0 && faults[s] == 0) {
        outcomes.add(WriteOutcome.refused(stampRefusal(refusals[s], s, details[s], sequences[s])));
      } else if (refusals[s] != 0) {
        outcomes.add(WriteOutcome.refused(refusal(refusals[s], faults[s], details[s])));
      } else if (step.alone) {
        outcomes.add(WriteOutcome.stored(results(results, step)));
      } else {
        for (Append append : appends.subList(step.append - 1, step.appendTo)) {
          outcomes.add(outcome(results, append));
        }
      }
    }
    return outcomes;
  }

  private static WriteOutcome outcome(Results results, Append append) {
    return results.offsets[append.event - 1] == null
        ? WriteOutcome.refused(WriteCall.noStream(append.name))
        : WriteOutcome.stored(List.of(results.of(append)));
  }

  private List<AppendResult> results(Results results, Step step) {
    List<AppendResult> each = new ArrayList<>();
    for (Append append : appends.subList(step.append - 1, step.appendTo)) {
      each.add(results.of(append));
    }
    return each;
  }

  private StreamException stampRefusal(int code, int step, Long epoch, Long sequence) {
    ProducerStamp stamp = stamps.stamp(step);
    return code == 1
        ? WriteCall.noStream(stamp.stream())
        : StampColumns.refusal(code, stamp, epoch, sequence);
  }

  private StreamException refusal(int code, int fault, Long detail) {
    StreamName stream = fault > 0 ? appends.get(fault - 1).name : groups.write(-fault - 1).stream();
    return switch (code) {
      case 1 -> WriteCall.noStream(stream);
      case 2 ->
          StreamException.of(
              ErrorCode.HEAD_MISMATCH,
              "the head of the stream " + stream + " is " + detail,
              Map.of("stream", stream.value(), "head", detail));
      default -> groups.refusal(code, groups.write(-fault - 1), detail);
    };
  }

  /** Where each event is. */
  private record Results(Long[] offsets, Long[] timestamps, Integer[] partitions) {
    /** An event that repeats one of the same call is where that one is. */
    void fillInRepeats(Integer[] firsts) {
      for (int n = 0; n < firsts.length; n++) {
        int first = firsts[n] - 1;
        if (offsets[n] == null && offsets[first] != null) {
          offsets[n] = -1 - offsets[first];
          timestamps[n] = timestamps[first];
          partitions[n] = partitions[first];
        }
      }
    }

    AppendResult of(Append append) {
      int from = append.event - 1;
      int count = append.eventTo - from;
      long[] itsOffsets = new long[count];
      long[] itsTimestamps = new long[count];
      int[] itsPartitions = new int[count];
      for (int i = 0; i < count; i++) {
        itsOffsets[i] = offsets[from + i];
        itsTimestamps[i] = timestamps[from + i];
        itsPartitions[i] = partitions[from + i];
      }
      return AppendResult.withRepeats(itsOffsets, itsTimestamps, itsPartitions);
    }
  }
}
