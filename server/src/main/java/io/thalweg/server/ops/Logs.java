package io.thalweg.server.ops;

import io.thalweg.server.config.LogLevel;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Sets up where log messages go: one line each, to standard error. The only class that knows the
 * logging backend; all others log through SLF4J.
 */
public final class Logs {
  /**
   * Says much at every start, nearly all of it of no use to an operator. Held, or it is forgotten.
   */
  private static final Logger HAZELCAST = Logger.getLogger("com.hazelcast");

  private Logs() {}

  /** To be called once, first of all: what is logged before goes out as the JDK would write it. */
  public static void setUp(LogLevel level) {
    LogManager.getLogManager().reset();
    Handler console = new ConsoleHandler();
    console.setFormatter(new LogLine());
    console.setLevel(Level.ALL);
    Logger root = Logger.getLogger("");
    root.addHandler(console);
    root.setLevel(level(level));
    if (level == LogLevel.INFO || level == LogLevel.WARN) {
      HAZELCAST.setLevel(Level.SEVERE);
    }
    warm(console);
  }

  /**
   * Loads what writing a failure needs. A server that has run out of file descriptors cannot load
   * classes any more, and should be able to say so.
   */
  private static void warm(Handler console) {
    LogRecord record = new LogRecord(Level.WARNING, "{0}");
    record.setParameters(new Object[] {"warm"});
    record.setThrown(new IllegalStateException("warm", new java.io.IOException("warm")));
    console.getFormatter().format(record);
  }

  private static Level level(LogLevel level) {
    return switch (level) {
      case OFF -> Level.OFF;
      case ERROR -> Level.SEVERE;
      case WARN -> Level.WARNING;
      case INFO -> Level.INFO;
      case DEBUG -> Level.FINE;
      case TRACE -> Level.FINEST;
    };
  }
}
