package io.thalweg.core.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Murmur2Test {

  /** The values before the sign bit is dropped, as Kafka's own tests have them. */
  @ParameterizedTest
  @CsvSource({
    "'',275646681",
    "21,-973932308",
    "foobar,-790332482",
    "a-little-bit-long-string,-985981536",
    "a-little-bit-longer-string,-1486304829",
    "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8,-58897971",
    "a,-1563381124",
    "ab,316155434",
    "abc,479470107",
    "123456789,-1822237082",
  })
  void hashesAsKafkaDoes(String key, int signedHash) {
    byte[] bytes = key.getBytes(UTF_8);

    assertThat(Murmur2.hash(bytes, 0, bytes.length)).isEqualTo(signedHash & 0x7fffffff);
  }

  @Test
  void hashesAPartOfAnArray() {
    byte[] bytes = "<<foobar>>".getBytes(UTF_8);

    assertThat(Murmur2.hash(bytes, 2, 6)).isEqualTo(-790332482 & 0x7fffffff);
  }

  @Test
  void takesEveryByteAsUnsigned() {
    byte[] bytes = {(byte) 0xff, (byte) 0x80, (byte) 0xfe, (byte) 0x81, (byte) 0xff, (byte) 0x90};

    assertThat(Murmur2.hash(bytes, 0, bytes.length)).isEqualTo(1635769889);
  }

  @Test
  void spreadsHashesOverAllPartitions() {
    assertThat(Murmur2.partition(479470107, 1)).isZero();
    assertThat(Murmur2.partition(479470107, 1_000)).isEqualTo(107);
    assertThat(Murmur2.partition(Integer.MAX_VALUE, 10_000)).isEqualTo(3_647);
  }
}
