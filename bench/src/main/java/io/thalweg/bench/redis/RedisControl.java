package io.thalweg.bench.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thalweg.bench.load.Waiting;
import io.thalweg.bench.net.Generator;
import io.thalweg.bench.target.BenchFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What has to be asked of Redis around a measurement, never during one. Blocks; not thread-safe.
 */
final class RedisControl implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String KEYS_PER_STEP = "1000";
  private static final String FILL =
      "for n = tonumber(ARGV[1]), tonumber(ARGV[2]) do"
          + " redis.call('XADD', KEYS[1], n .. '-0', 'event', ARGV[3]) end return 1";
  private static final int FILLED_PER_CALL = 10_000;

  private final Replies replies = new Replies();
  private final Generator generator;
  private final RedisConnection connection;

  RedisControl(Generator generator, RedisAddress address) {
    this.generator = generator;
    this.connection =
        Waiting.await(
            RedisConnection.open(generator, address, replies), TIMEOUT, "connecting to Redis");
  }

  /** The strings of the answer. */
  List<String> ask(String... command) {
    CompletableFuture<List<String>> answer = new CompletableFuture<>();
    generator
        .loop()
        .execute(
            () -> {
              replies.waiting = answer;
              connection.send(Commands.command(command));
            });
    return Waiting.await(answer, TIMEOUT, "Redis: " + command[0]);
  }

  long number(String... command) {
    return Long.parseLong(ask(command).get(0));
  }

  /** A field of {@code INFO}. */
  String info(String section, String field) {
    String text = ask("INFO", section).get(0);
    Matcher found = Pattern.compile("(?m)^" + field + ":(\\S*)").matcher(text);
    if (!found.find()) {
      throw new BenchFailure("Redis tells no " + field);
    }
    return found.group(1);
  }

  /** Entries with the ids 1-0, 2-0 and so on. */
  void fill(String key, int entries, String event) {
    for (int first = 1; first <= entries; first += FILLED_PER_CALL) {
      int last = Math.min(entries, first + FILLED_PER_CALL - 1);
      ask("EVAL", FILL, "1", key, Integer.toString(first), Integer.toString(last), event);
    }
  }

  /** Deletes a key, and waits until its memory is free: the next target shall not pay for it. */
  void delete(String key) {
    ask("UNLINK", key);
    awaitFreed();
  }

  /** The same for all keys with that prefix. */
  void deleteAll(String prefix) {
    String cursor = "0";
    do {
      List<String> found = ask("SCAN", cursor, "MATCH", prefix + "*", "COUNT", KEYS_PER_STEP);
      cursor = found.get(0);
      List<String> unlink = new ArrayList<>(found);
      unlink.set(0, "UNLINK");
      if (unlink.size() > 1) {
        ask(unlink.toArray(String[]::new));
      }
    } while (!cursor.equals("0"));
    awaitFreed();
  }

  private void awaitFreed() {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!info("memory", "lazyfree_pending_objects").equals("0")) {
      if (System.nanoTime() > deadline) {
        throw new BenchFailure("Redis did not free what was deleted within " + TIMEOUT);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Override
  public void close() {
    generator.loop().execute(connection::close);
  }

  /** Belongs to the event loop. Gathers the strings of one answer. */
  private static final class Replies implements RedisConnection.Listener {
    private List<String> strings = new ArrayList<>();
    private CompletableFuture<List<String>> waiting = new CompletableFuture<>();

    @Override
    public void onString(byte[] array, int from, int length) {
      strings.add(new String(array, from, length, UTF_8));
    }

    @Override
    public void onReply(RedisConnection connection) {
      List<String> complete = strings;
      strings = new ArrayList<>();
      waiting.complete(complete);
    }

    @Override
    public void onFailure(Throwable cause) {
      waiting.completeExceptionally(cause);
    }
  }
}
