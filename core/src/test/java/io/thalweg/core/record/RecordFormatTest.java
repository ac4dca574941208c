package io.thalweg.core.record;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.SampleEvent;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RecordFormatTest {
  private static final SampleEvent SMALLEST = SampleEvent.of("").withData("1");

  /** What is on disks stays readable: this layout is for ever. */
  @Test
  void laysAnEventOutAsTheFormatSays() {
    EventBatch batch =
        SampleEvent.batch(
            new SampleEvent("user.signup", "{\"a\":1}", "abc", "id-1", "{\"h\":\"v\"}"));
    byte[] record = Arrays.copyOf(batch.array(), batch.bytes());
    assertThat(hex(record, 0, 44))
        .isEqualTo(
            "00000000" // checksum
                + "87000000" // length
                + "0000000000000000" // offset
                + "0000000000000000" // timestamp
                + "1b22941c00000000" // the key's hash
                + "0000" // partition
                + "0b00" // type length
                + "0300" // key length
                + "0400" // id length
                + "07000000"); // data length

    RecordFormat.place(record, 0, 0x0102030405060708L, 0x1112131415161718L, 0xfedc, 0x2122);
    RecordFormat.checksum(record, 0, 0xcafebabe);

    assertThat(hex(record, 0, 44))
        .isEqualTo(
            "bebafeca87000000080706050403020118171615141312112221000000000000dcfe0b000300040007000000");
    assertThat(new String(record, 44, record.length - 44, US_ASCII))
        .isEqualTo(
            "\"event\":\"user.signup\",\"data\":{\"a\":1},\"partition_key\":\"abc\",\"id\":\"id-1\","
                + "\"headers\":{\"h\":\"v\"}}");
  }

  @Test
  void marksAbsentKeyAndId() {
    byte[] record = SampleEvent.batch(SMALLEST).array();

    assertThat(hex(record, 24, 44)).isEqualTo("ffffffffffffffff" + "00000000ffffffff01000000");
    assertThat(RecordFormat.keyHash(record, 0)).isEqualTo(-1);
  }

  @Test
  void readsBackWhatItPlaced() {
    byte[] record = new byte[100];

    RecordFormat.place(record, 7, Long.MAX_VALUE, 1_234_567_890_123L, 9_999, 1L << 40);
    RecordFormat.checksum(record, 7, -5);

    assertThat(RecordFormat.offset(record, 7)).isEqualTo(Long.MAX_VALUE);
    assertThat(RecordFormat.timestamp(record, 7)).isEqualTo(1_234_567_890_123L);
    assertThat(RecordFormat.partition(record, 7)).isEqualTo(9_999);
    assertThat(RecordFormat.ordinal(record, 7)).isEqualTo(1L << 40);
    assertThat(RecordFormat.checksum(record, 7)).isEqualTo(-5);
  }

  @Test
  void knowsTheSmallestRecord() {
    assertThat(SampleEvent.batch(SMALLEST).bytes()).isEqualTo(RecordFormat.RECORD_BYTES_MIN);
  }

  @Test
  void tellsAWholeRecordFromACutOne() {
    EventBatch batch = SampleEvent.batch(SampleEvent.of("a").withData("12345"));
    int length = batch.bytes();
    byte[] bytes = new byte[length + 20];
    System.arraycopy(batch.array(), 0, bytes, 10, length);

    assertThat(RecordFormat.isWhole(bytes, 10, 10 + length)).isTrue();
    assertThat(RecordFormat.isWhole(bytes, 10, bytes.length)).isTrue();
    for (int cut = 0; cut < length; cut++) {
      assertThat(RecordFormat.isWhole(bytes, 10, 10 + cut)).isFalse();
    }
  }

  @Test
  void takesNoNonsensicalLengthForARecord() {
    byte[] bytes = SampleEvent.batch(SMALLEST).array().clone();
    for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 1, RecordFormat.RECORD_BYTES_MIN - 1}) {
      RecordFormat.length(bytes, 0, length);
      assertThat(RecordFormat.isWhole(bytes, 0, bytes.length)).isFalse();
    }
    RecordFormat.length(bytes, 0, Integer.MAX_VALUE);
    assertThat(RecordFormat.isWhole(bytes, 0, bytes.length)).isFalse();
    assertThat(RecordFormat.isWhole(new byte[1_000], 0, 1_000)).isFalse();
  }

  private static String hex(byte[] bytes, int from, int to) {
    return HexFormat.of().formatHex(bytes, from, to);
  }
}
