package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After each change of a stream comes at least one notice. */
abstract class NoticesChapter extends ContractChapter {
  private final Map<StreamName, AtomicInteger> notices = new ConcurrentHashMap<>();

  NoticesChapter(StorageContract contract) {
    super(contract, false);
  }

  @BeforeEach
  void listen() {
    storage()
        .onStreamChange(
            stream -> notices.computeIfAbsent(stream, s -> new AtomicInteger()).incrementAndGet());
  }

  @Test
  void tellsThatAStreamIsThere() {
    assertNoticeAfter(ORDERS, () -> create(ORDERS));
  }

  @Test
  void tellsEachMoveOfAHead() {
    create(ORDERS);

    for (int i = 0; i < 10; i++) {
      assertNoticeAfter(ORDERS, () -> append(ORDERS, events(3)));
    }
  }

  @Test
  void tellsEachStreamOfABatch() {
    create(ORDERS);
    create(PAYMENTS);
    int before = count(PAYMENTS);

    assertNoticeAfter(
        ORDERS, () -> stored(appends(to(ORDERS, event("a")), to(PAYMENTS, event("b")))));

    eventually("a notice of the other stream", () -> count(PAYMENTS) > before);
  }

  @Test
  void tellsThatAStreamWasAltered() {
    create(ORDERS);

    assertNoticeAfter(ORDERS, () -> alter(ORDERS, config(2)));
  }

  @Test
  void tellsThatAStreamWasTrimmed() {
    create(ORDERS, new StreamConfig(1, 0, 0, 1, 0));
    append(ORDERS, events(3));

    assertNoticeAfter(ORDERS, () -> await(storage().enforceRetention(0)));
  }

  @Test
  void tellsThatAStreamWasDeleted() {
    create(ORDERS);

    assertNoticeAfter(ORDERS, () -> await(storage().deleteStream(ORDERS)));
  }

  @Test
  void comesOnceReadersCanSeeTheMove() {
    ConcurrentLinkedQueue<Long> heads = new ConcurrentLinkedQueue<>();
    create(ORDERS);
    storage()
        .onStreamChange(
            stream -> storage().stream(stream).onSuccess(info -> heads.add(info.head())));

    append(ORDERS, events(3));

    eventually("a notice after the head moved", () -> heads.contains(3L));
  }

  @Test
  void tellsTheLastListenerOnly() {
    create(ORDERS);
    AtomicInteger heard = new AtomicInteger();
    storage().onStreamChange(stream -> heard.incrementAndGet());
    // A notice may be on its way to the listener before still, or come twice.
    awaitMore(heard, () -> append(ORDERS, event("settle")));
    int before = count(ORDERS);

    awaitMore(heard, () -> append(ORDERS, event("a")));

    assertThat(count(ORDERS)).isEqualTo(before);
  }

  private static void awaitMore(AtomicInteger heard, Runnable change) {
    int before = heard.get();
    change.run();
    eventually("a notice to the new listener", () -> heard.get() > before);
  }

  private void assertNoticeAfter(StreamName stream, Runnable change) {
    int before = count(stream);
    change.run();
    eventually("a notice of " + stream, () -> count(stream) > before);
  }

  private int count(StreamName stream) {
    AtomicInteger count = notices.get(stream);
    return count == null ? 0 : count.get();
  }
}
