package io.thalweg.storage.redis;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import java.nio.charset.StandardCharsets;

/**
 * The names of all keys. What belongs to a stream has the stream's tag in braces, so that it lies
 * in one hash slot; a stream's name holds neither braces nor colons.
 */
final class Keys {
  static final int SLOTS = 16_384;

  private final String prefix;
  private final SlotBy slotBy;

  Keys(String prefix, SlotBy slotBy) {
    this.prefix = prefix;
    this.slotBy = slotBy;
  }

  /** The hash with a stream's settings and counters; it is there as long as the stream is. */
  String stream(StreamName stream) {
    return base(stream) + ":stream";
  }

  /** A key that is never there: see {@code append.lua}. */
  String fence(StreamName stream) {
    return base(stream) + ":fence";
  }

  /** The Redis stream with a partition's events. */
  String events(StreamName stream, int partition) {
    return base(stream) + ":events:" + partition;
  }

  /** A Redis stream that says, every so often, where the stream stood. */
  String index(StreamName stream) {
    return base(stream) + ":index";
  }

  String groups(StreamName stream) {
    return base(stream) + ":groups";
  }

  String group(StreamName stream, GroupName group) {
    return base(stream) + ":group:" + group;
  }

  /** The sorted set of all streams' names. May for a moment hold one that is not there. */
  String catalog() {
    return prefix + ":streams";
  }

  /** What the keys under this prefix look like, so that no node takes them for something else. */
  String layout() {
    return prefix + ":layout";
  }

  /** The number of the last write call of a node. */
  String turn(String node) {
    return prefix + ":turn:" + node;
  }

  /** A key that is there only while a probe runs. */
  String probe(int tag) {
    return prefix + ":probe:{" + tag + "}";
  }

  int probeSlot(int tag) {
    return slotOf(Integer.toString(tag));
  }

  /** Where nodes tell each other of changed streams. */
  String channel() {
    return prefix + ":changes";
  }

  /** The hash of a lease, in a slot of its own. */
  String lease(String name) {
    return prefix + ":lease:{" + name + "}";
  }

  int leaseSlot(String name) {
    return slotOf(name);
  }

  /** The hash slot of all keys of a stream. */
  int slot(StreamName stream) {
    return slotOf(slotBy.tag(stream));
  }

  int catalogSlot() {
    return slotOf(catalog());
  }

  int layoutSlot() {
    return slotOf(layout());
  }

  private String base(StreamName stream) {
    String tag = slotBy.tag(stream);
    return slotBy == SlotBy.STREAM
        ? prefix + ":{" + tag + "}"
        : prefix + ":{" + tag + "}:" + stream;
  }

  /** CRC-16 (XMODEM) modulo the number of slots, as Redis Cluster has it. */
  static int slotOf(String tag) {
    int crc = 0;
    for (byte next : tag.getBytes(StandardCharsets.UTF_8)) {
      crc ^= (next & 0xFF) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
      }
    }
    return crc & SLOTS - 1;
  }
}
