package io.thalweg.server.config;

/** How severe a message must be to be written. */
public enum LogLevel {
  OFF,
  ERROR,
  WARN,
  INFO,
  DEBUG,
  TRACE
}
