package io.thalweg.bench.cli;

import io.thalweg.bench.load.ConsumeShape;
import io.thalweg.bench.load.PagesWorkload;
import io.thalweg.bench.load.PushWorkload;
import io.thalweg.bench.report.Measure;
import io.thalweg.bench.run.Workload;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "consume",
    description = "one consumer catches up with a filled stream (W3), in pages or pushed")
final class ConsumeCommand implements Callable<Integer> {

  private static final List<String> OF_PAGES = List.of("product", "bare-sendfile", "bare");
  private static final List<String> OF_PUSH = List.of("product", "bare-flush", "bare");

  @Mixin private RunOptions run;
  @Mixin private TargetOptions chosen;

  @Option(
      names = "--events",
      defaultValue = "1000000",
      description = "that are there to be read (${DEFAULT-VALUE})")
  private int events;

  @Option(
      names = "--size",
      defaultValue = "200",
      description = "bytes of one event's data (${DEFAULT-VALUE})")
  private int size;

  @Option(
      names = "--streams",
      defaultValue = "1",
      description = "streams to spread over, pages only (${DEFAULT-VALUE})")
  private int streams;

  @Option(
      names = "--partitions",
      defaultValue = "1",
      description = "of each stream (${DEFAULT-VALUE})")
  private int partitions;

  @Option(
      names = "--push",
      description = "over one WebSocket, a frame an event, instead of pages of 1,000 over HTTP")
  private boolean push;

  @Override
  public Integer call() throws IOException {
    ConsumeShape shape = new ConsumeShape(events, size, push ? 1 : streams, partitions);
    Workload workload = push ? new PushWorkload("push", shape) : new PagesWorkload("pages", shape);
    List<String> targets = chosen.or(push ? OF_PUSH : run.engines().targetsOr(OF_PAGES));
    run.compare(workload, run.targets(targets), Measure.OF_LOAD, Measure.RATE);
    return run.finish();
  }
}
