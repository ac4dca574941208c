package io.thalweg.bench.base;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.CRC32C;

/**
 * Thread-safe. One writer takes all that waits, writes it with its checksum, makes it durable once,
 * and wakes each event loop once with all of its answers. Nothing waits on a timer: while one
 * commit is under way the next one gathers.
 */
final class GroupCommit {

  private static final int WAITING_MAX = 16 << 10;
  private static final int BUFFER_BYTES = 4 << 20;
  private static final int HEAD_BYTES = 8;

  private record Waiting(ByteBuf body, Context context, Runnable answer) {}

  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(WAITING_MAX);
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final CRC32C checksum = new CRC32C();
  private final CommitFile file;

  GroupCommit(CommitFile file) {
    this.file = file;
    Thread writer = new Thread(this::commitForEver, "group-commit");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Appends a body; {@code answer} runs on {@code context} when it is durable.
   *
   * @return false if so much is waiting that the body was not taken
   */
  boolean append(ByteBuf body, Context context, Runnable answer) {
    return queue.offer(new Waiting(body, context, answer));
  }

  /** Blocks until a commit under way has ended, and empties the file. */
  void restart() throws IOException {
    synchronized (file) {
      file.restart();
    }
  }

  private void commitForEver() {
    List<Waiting> group = new ArrayList<>();
    try {
      while (true) {
        group.add(queue.take());
        queue.drainTo(group);
        commit(group);
        answer(group);
        group.clear();
      }
    } catch (IOException | InterruptedException failure) {
      // No answer is ever given again: the generator's deadline makes the run fail.
      System.err.println("group commit failed: " + failure);
    }
  }

  private void commit(List<Waiting> group) throws IOException {
    synchronized (file) {
      buffer.clear();
      for (Waiting waiting : group) {
        put(waiting.body());
      }
      file.write(buffer.flip());
      file.force();
    }
  }

  private void put(ByteBuf body) throws IOException {
    int length = body.readableBytes();
    if (length + HEAD_BYTES > BUFFER_BYTES) {
      throw new IOException("a body of " + length + " bytes");
    }
    if (length + HEAD_BYTES > buffer.remaining()) {
      file.write(buffer.flip());
      buffer.clear();
    }
    checksum.reset();
    checksum.update(body.nioBuffer());
    buffer.putInt(length).putInt((int) checksum.getValue());
    int end = buffer.position() + length;
    body.getBytes(body.readerIndex(), buffer.duplicate().limit(end));
    buffer.position(end);
  }

  private static void answer(List<Waiting> group) {
    Map<Context, List<Runnable>> byLoop = new IdentityHashMap<>();
    for (Waiting waiting : group) {
      byLoop.computeIfAbsent(waiting.context(), loop -> new ArrayList<>()).add(waiting.answer());
    }
    byLoop.forEach((loop, answers) -> loop.runOnContext(now -> answers.forEach(Runnable::run)));
  }
}
