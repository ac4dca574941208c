package io.thalweg.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final StreamName REFUNDS = new StreamName("billing.refunds");
  private static final StreamName ORDERS = new StreamName("billing.orders");

  @Test
  void putsATagIntoTheSlotThatRedisPutsItInto() {
    // From the specification of Redis Cluster, and CLUSTER KEYSLOT of a server.
    assertThat(Keys.slotOf("123456789")).isEqualTo(0x31C3);
    assertThat(Keys.slotOf("foo")).isEqualTo(12_182);
  }

  @Test
  void tagsAllKeysOfAStreamByItsName() {
    Keys keys = new Keys("thalweg", SlotBy.STREAM);

    assertThat(keys.stream(ORDERS)).isEqualTo("thalweg:{billing.orders}:stream");
    assertThat(keys.events(ORDERS, 3)).isEqualTo("thalweg:{billing.orders}:events:3");
    assertThat(keys.group(ORDERS, new GroupName("mailer")))
        .isEqualTo("thalweg:{billing.orders}:group:mailer");
    assertThat(keys.slot(ORDERS)).isNotEqualTo(keys.slot(REFUNDS));
  }

  @Test
  void letsStreamsOfOnePrefixShareASlot() {
    Keys keys = new Keys("thalweg", SlotBy.PREFIX);

    assertThat(keys.stream(ORDERS)).isEqualTo("thalweg:{billing}:billing.orders:stream");
    assertThat(keys.slot(ORDERS)).isEqualTo(keys.slot(REFUNDS));
    assertThat(keys.slot(ORDERS)).isNotEqualTo(keys.slot(new StreamName("shop.orders")));
    assertThat(keys.slot(new StreamName("billing"))).isEqualTo(keys.slot(ORDERS));
  }

  @Test
  void letsAllStreamsShareASlot() {
    Keys keys = new Keys("thalweg", SlotBy.ALL);

    assertThat(keys.stream(ORDERS)).isEqualTo("thalweg:{all}:billing.orders:stream");
    assertThat(keys.slot(ORDERS)).isEqualTo(keys.slot(new StreamName("shop.orders")));
  }
}
