package io.thalweg.bench.cli;

import io.thalweg.bench.load.ConsumeShape;
import io.thalweg.bench.load.GroupShape;
import io.thalweg.bench.load.GroupWorkload;
import io.thalweg.bench.load.PagesWorkload;
import io.thalweg.bench.report.Measure;
import io.thalweg.bench.run.Variants;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "group",
    description = "a group drains a stream over HTTP, its positions durable (W5)")
final class GroupCommand implements Callable<Integer> {

  static final String READER = "one reader";
  static final String GROUP = "group";
  private static final List<String> TARGETS = List.of("product", "bare");

  /** A stream is drained in a second or two; other rounds take ten. */
  private static final int ROUNDS_FOR_ONE = 7;

  @Mixin private RunOptions run;
  @Mixin private TargetOptions chosen;

  @Option(names = "--members", defaultValue = "4", description = "of the group (${DEFAULT-VALUE})")
  private int members;

  @Option(
      names = "--partitions",
      defaultValue = "12",
      description = "of the stream (${DEFAULT-VALUE})")
  private int partitions;

  @Option(
      names = "--events",
      defaultValue = "1000000",
      description = "that are there to be drained (${DEFAULT-VALUE})")
  private int events;

  @Option(
      names = "--size",
      defaultValue = "200",
      description = "bytes of one event's data (${DEFAULT-VALUE})")
  private int size;

  @Option(
      names = "--against-reader",
      description =
          "compares the product with itself: the group with one plain reader in pages, seven rounds"
              + " for each that is asked for")
  private boolean againstReader;

  @Override
  public Integer call() throws IOException {
    GroupShape shape = new GroupShape(members, new ConsumeShape(events, size, 1, partitions));
    if (againstReader) {
      run.compareVariants(
          run.target(Target.PRODUCT), againstReader(shape), Measure.OF_LOAD, Measure.RATE);
    } else {
      run.compare(
          new GroupWorkload("group", shape),
          run.targets(chosen.or(TARGETS)),
          measures(),
          Measure.RATE);
    }
    return run.finish();
  }

  /** A group beside one reader of a stream just like it. */
  static Variants againstReader(GroupShape shape) {
    Map<String, Workload> variants = new LinkedHashMap<>();
    variants.put(READER, new PagesWorkload("drained", shape.filled()));
    variants.put(GROUP, new GroupWorkload("drained", shape));
    return new Variants("group against one reader", variants, ROUNDS_FOR_ONE);
  }

  private static List<Measure> measures() {
    List<Measure> measures = new ArrayList<>(Measure.OF_LOAD);
    measures.add(Measure.figure("first event ms"));
    measures.add(Measure.figure("repeats"));
    return measures;
  }
}
