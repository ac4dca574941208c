package io.thalweg.bench.cli;

import io.thalweg.bench.net.WireException;
import io.thalweg.bench.target.BenchFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the command line: the workloads are its subcommands. */
@Command(
    name = "thalweg bench",
    description =
        "Loads a server and, in the same run, the bare bases that its ratios are taken to.",
    subcommands = {
      PublishCommand.class,
      ConsumeCommand.class,
      LatencyCommand.class,
      FanoutCommand.class,
      GroupCommand.class,
      StartupCommand.class,
      MemoryCommand.class,
      GrowthCommand.class,
      AllCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured",
      "1:a run failed: its figures are void",
      "2:wrong options",
      "3:measured, but a figure that must be reached was not (all)"
    })
public final class BenchCommand implements Runnable {

  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "tell what there is")
  private boolean help;

  /**
   * The command line, ready to execute; a failed run is told in one line and ends with exit code 1.
   */
  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new BenchCommand());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    return commandLine.setExecutionExceptionHandler(BenchCommand::explain);
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "which workload?");
  }

  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof IllegalArgumentException) {
      command.getErr().println(failure.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    if (failure instanceof BenchFailure || failure instanceof WireException) {
      command.getErr().println("FAILED, nothing is reported: " + failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }
}
