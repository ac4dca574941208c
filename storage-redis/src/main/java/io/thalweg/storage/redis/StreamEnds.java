package io.thalweg.storage.redis;

import java.util.List;

/**
 * Where a stream is, as its hash says.
 *
 * @param largest the size of the largest event that the stream ever had
 * @param run the server's process that the stream was last written on
 */
record StreamEnds(long generation, long head, long min, int partitions, long largest, String run) {
  static final List<String> FIELDS =
      List.of("generation", "head", "min", "partitions", "largest", "run");

  /** From the fields of the hash; null if there is no stream. */
  static StreamEnds read(RespCursor reply) {
    reply.array();
    String generation = reply.text();
    if (generation == null) {
      for (int i = 1; i < FIELDS.size(); i++) {
        reply.skip();
      }
      return null;
    }
    return new StreamEnds(
        Long.parseLong(generation),
        reply.number(),
        reply.number(),
        (int) reply.number(),
        reply.number(),
        reply.text());
  }
}
