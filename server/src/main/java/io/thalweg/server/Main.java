package io.thalweg.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command {@code thalweg}. The only class that ends the process. */
@Command(
    name = "thalweg",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionText.class,
    description = "Durable, partitioned, replayable event streams over HTTP and WebSocket.",
    subcommands = {ServeCommand.class, RehearseCommand.class},
    footer = {
      "",
      "thalweg bench ... runs the load program; thalweg bench --help tells more.",
      "thalweg serve --help lists what can be set."
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: serve or bench");
  }

  public static void main(String[] arguments) {
    // Read when the first Vert.x class is loaded. Nothing here resolves names that need more than
    // the system's own resolver.
    System.setProperty("vertx.disableDnsResolver", "true");
    // Netty's events for the flight recorder make the JVM load all of it at the first connection.
    System.setProperty("io.netty.jfr.enabled", "false");
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  static final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"thalweg " + Version.current() + " on Java " + Runtime.version()};
    }
  }
}
