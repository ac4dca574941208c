package io.thalweg.bench;

import io.thalweg.bench.cli.BenchCommand;

/** Main class of the load program. */
public final class Bench {

  private Bench() {}

  public static void main(String[] args) {
    System.exit(BenchCommand.commandLine().execute(args));
  }
}
