package io.thalweg.bench.cli;

import io.thalweg.bench.net.WireException;
import io.thalweg.bench.target.BenchFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line: the workloads are its subcommands. */
@Command(
    name = "thalweg bench",
    description =
        "Loads a server and, in the same run, the bare bases that its ratios are taken to.",
    mixinStandardHelpOptions = true,
    subcommands = {PublishCommand.class, ConsumeCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:measured", "1:a run failed: its figures are void", "2:wrong options"})
public final class BenchCommand implements Runnable {

  @Spec private CommandSpec command;

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
      throw new ParameterException(command, failure.getMessage(), failure);
    }
    if (failure instanceof BenchFailure || failure instanceof WireException) {
      command.getErr().println("FAILED, nothing is reported: " + failure.getMessage());
      return 1;
    }
    throw failure;
  }
}
