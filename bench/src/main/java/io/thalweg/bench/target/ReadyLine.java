package io.thalweg.bench.target;

import io.thalweg.bench.net.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a child's output for as long as it lives: first for the address it serves on, then so that
 * it never blocks on writing.
 */
final class ReadyLine {

  private static final Pattern ADDRESS = Pattern.compile("http://[^\\s/:]+:\\d+");
  private static final int LINES_KEPT = 30;

  private final String label;
  private final BufferedReader output;
  private final CompletableFuture<Endpoint> address = new CompletableFuture<>();
  private final Deque<String> lines = new ArrayDeque<>();

  ReadyLine(String label, Process process) {
    this.label = label;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  Endpoint await(Duration timeout) {
    Thread reader = new Thread(this::read, "output-of-" + label);
    reader.setDaemon(true);
    reader.start();
    try {
      return address.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new BenchFailure(label + " did not say where it serves; its output:\n" + lastLines());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted while " + label + " was starting");
    }
  }

  private void read() {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        keep(line);
        Matcher found = ADDRESS.matcher(line);
        if (!address.isDone() && found.find()) {
          address.complete(Endpoint.parse(found.group()));
        }
      }
    } catch (IOException streamClosed) {
      keep(streamClosed.toString());
    }
    address.completeExceptionally(new BenchFailure(label + " ended"));
  }

  private synchronized void keep(String line) {
    if (lines.size() == LINES_KEPT) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }

  private synchronized String lastLines() {
    return String.join("\n", lines);
  }
}
