package io.thalweg.storage.file.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import org.junit.jupiter.api.Test;

class RevealTest {
  private final StreamLog orders = stream(1, "orders");
  private final StreamLog payments = stream(2, "payments");

  @Test
  void showsSeveralStreamsGrownAtOnce() {
    Reveal reveal = new Reveal();

    grow(orders, 3, reveal);
    grow(payments, 5, reveal);
    assertThat(orders.span().head()).isZero();
    assertThat(payments.info().head()).isZero();

    reveal.come();
    assertThat(orders.span().head()).isEqualTo(3);
    assertThat(payments.info().head()).isEqualTo(5);
  }

  @Test
  void showsWhatWasBeforeUntilTheNextOneComes() {
    grow(orders, 3, Reveal.PAST);
    orders.trim(2, 20, new long[1]);
    Reveal second = new Reveal();

    grow(orders, 4, second);
    assertThat(orders.span()).isEqualTo(new Span(2, 20, 3, 30, 0));

    second.come();
    assertThat(orders.span()).isEqualTo(new Span(2, 20, 4, 40, 0));
  }

  private static void grow(StreamLog stream, long head, Reveal reveal) {
    stream.head = head;
    stream.position = 10 * head;
    stream.publish(stream.mark(), reveal);
  }

  private static StreamLog stream(long id, String name) {
    return new StreamLog(id, new StreamName(name), 1, 0, StreamConfig.DEFAULT, 0, new IdBudget(10));
  }
}
