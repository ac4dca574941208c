package io.thalweg.storage.file.keep;

import io.thalweg.core.model.StreamName;
import io.thalweg.storage.file.commit.Change;
import io.thalweg.storage.file.journal.EntryType;
import io.thalweg.storage.file.journal.Frame;
import io.thalweg.storage.file.stream.StreamCodec;
import io.thalweg.storage.file.stream.StreamLog;
import java.util.ArrayList;
import java.util.List;

/** Moves the oldest offsets of streams, in one commit. */
final class Trim implements Change<Void> {
  private final Graveyard graveyard;
  private final List<Step> steps;
  private final List<Step> due = new ArrayList<>();

  /**
   * One stream's part.
   *
   * @param floors how many events of each partition lie below {@code minOffset}, ever
   */
  record Step(StreamLog stream, long minOffset, long minPosition, long[] floors) {}

  Trim(List<Step> steps, Graveyard graveyard) {
    this.steps = steps;
    this.graveyard = graveyard;
  }

  @Override
  public void prepare(Frame frame, long nowMs) {
    for (Step step : steps) {
      StreamLog stream = step.stream();
      if (!stream.isDeleted() && step.minOffset() > stream.span().minOffset()) {
        due.add(step);
        StreamCodec.writeTrim(
            frame.begin(EntryType.TRIM, stream.id()),
            step.minOffset(),
            step.minPosition(),
            step.floors());
        frame.end();
      }
    }
  }

  @Override
  public Void apply() {
    for (Step step : due) {
      step.stream().trim(step.minOffset(), step.minPosition(), step.floors());
      graveyard.trimmed(step.stream());
    }
    return null;
  }

  @Override
  public Iterable<StreamName> changed() {
    return due.stream().map(step -> step.stream().name()).toList();
  }
}
