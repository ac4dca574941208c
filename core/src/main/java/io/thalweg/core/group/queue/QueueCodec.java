package io.thalweg.core.group.queue;

import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.QueueConfig;
import io.thalweg.core.model.QueueOrder;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A shared group as bytes. Its first byte is none that a partitioned group's layout begins with.
 *
 * <pre>
 * u8 version = 129 | u8 start kind | i64 start value | u8 order | i64 lease | i32 in flight
 * i32 deliveries | i64 backoff | i64 longest backoff | text dead letter stream
 * i64 next | i64 last lease | i64 dead letters | u8 paused | i32 pending events, each:
 *   number offset, from the last one's | u8 condition | number deliveries
 *   number lease, from the last lease | number at, from the last one's, zigzag
 *   i32 key's hash, if order is kept | text reason, if doomed
 * </pre>
 *
 * <p>A number has 7 bits a byte, the lowest first, and the highest bit set if more come; a text is
 * its length in bytes as a number and then UTF-8. So an event takes 5 bytes at the most part.
 */
final class QueueCodec {
  private static final int VERSION = 129;

  private QueueCodec() {}

  /** Whether this is how a shared group is stored. */
  static boolean isShared(GroupRecord record) {
    return record.state().length() > 0 && record.state().getUnsignedByte(0) == VERSION;
  }

  static Buffer encode(QueueState state) {
    Buffer out = Buffer.buffer(128 + 6 * state.pending().size());
    StartPoint start = state.identity().config().start();
    QueueConfig queue = state.identity().queue();
    out.appendUnsignedByte((short) VERSION)
        .appendUnsignedByte((short) start.kind().ordinal())
        .appendLong(start.value())
        .appendUnsignedByte((short) queue.order().ordinal())
        .appendLong(queue.leaseMs())
        .appendInt(queue.inFlightMax())
        .appendInt(queue.deliveriesMax())
        .appendLong(queue.backoffMs())
        .appendLong(queue.backoffMaxMs());
    text(out, queue.deadLetter().value());
    out.appendLong(state.next())
        .appendLong(state.lastLease())
        .appendLong(state.deadLettered())
        .appendUnsignedByte((short) (state.paused() ? 1 : 0))
        .appendInt(state.pending().size());
    Pending before = Pending.untouched(0, Pending.NO_KEY);
    for (Pending event : state.pending()) {
      put(out, state, before, event);
      before = event;
    }
    return out;
  }

  private static void put(Buffer out, QueueState state, Pending before, Pending event) {
    number(out, event.offset() - before.offset());
    out.appendUnsignedByte((short) event.condition().ordinal());
    number(out, event.deliveries());
    number(out, event.lease() == 0 ? 0 : 1 + state.lastLease() - event.lease());
    long later = event.at() - before.at();
    number(out, later << 1 ^ later >> 63);
    if (state.identity().keepsOrder()) {
      out.appendInt(event.key());
    }
    if (event.isDoomed()) {
      text(out, event.reason());
    }
  }

  private static void number(Buffer out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.appendByte((byte) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.appendByte((byte) rest);
  }

  private static void text(Buffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(out, bytes.length);
    out.appendBytes(bytes);
  }

  /**
   * The group after a restart. Leases go on; none of them, and no delay, for longer than one can be
   * that begins now, whatever the clock was when it was stored.
   */
  static QueueState restore(GroupRecord record, long now) {
    Reader in = new Reader(record.state());
    in.u8();
    StartPoint start = new StartPoint(StartPoint.Kind.values()[in.u8()], in.i64());
    QueueConfig queue =
        new QueueConfig(
            QueueOrder.values()[in.u8()],
            in.i64(),
            in.i32(),
            in.i32(),
            in.i64(),
            in.i64(),
            new StreamName(in.text()));
    QueueIdentity identity =
        new QueueIdentity(
            record.stream(),
            record.group(),
            record.streamGeneration(),
            GroupConfig.shared(start, queue));
    QueueState empty =
        new QueueState(identity, in.i64(), List.of(), in.i64(), in.i64(), in.u8() == 1);
    return empty.withPending(in.pending(empty, now));
  }

  /** Not thread-safe. */
  private static final class Reader {
    private final Buffer in;
    private int at;

    Reader(Buffer in) {
      this.in = in;
    }

    int u8() {
      return in.getUnsignedByte(at++);
    }

    int i32() {
      at += Integer.BYTES;
      return in.getInt(at - Integer.BYTES);
    }

    long i64() {
      at += Long.BYTES;
      return in.getLong(at - Long.BYTES);
    }

    long number() {
      long value = 0;
      int shift = 0;
      int next;
      do {
        next = u8();
        value |= (next & 0x7fL) << shift;
        shift += 7;
      } while (next > 0x7f);
      return value;
    }

    String text() {
      int length = (int) number();
      at += length;
      return in.getString(at - length, at, "UTF-8");
    }

    List<Pending> pending(QueueState state, long now) {
      int count = i32();
      List<Pending> pending = new ArrayList<>(count);
      long offset = 0;
      long when = 0;
      for (int i = 0; i < count; i++) {
        offset += number();
        Pending.Condition condition = Pending.Condition.values()[u8()];
        int deliveries = (int) number();
        long lease = number();
        long later = number();
        when += later >>> 1 ^ -(later & 1);
        long latest =
            now
                + (condition == Pending.Condition.LEASED
                    ? QueueConfig.LEASE_MAX_MS
                    : QueueConfig.DELAY_MAX_MS);
        pending.add(
            new Pending(
                offset,
                state.identity().keepsOrder() ? i32() : Pending.NO_KEY,
                deliveries,
                condition,
                lease == 0 ? 0 : 1 + state.lastLease() - lease,
                Math.min(when, latest),
                condition == Pending.Condition.DOOMED ? text() : null));
      }
      return pending;
    }
  }
}
