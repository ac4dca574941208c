package io.thalweg.bench.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Commands as Redis reads them: arrays of strings with their lengths. */
final class Commands {

  private Commands() {}

  static ByteBuf command(String... words) {
    return pipeline(List.of(List.of(words)));
  }

  /** Several, one behind the other. */
  static ByteBuf pipeline(List<List<String>> commands) {
    ByteBuf out = Unpooled.directBuffer();
    commands.forEach(words -> append(out, words));
    return out;
  }

  private static void append(ByteBuf out, List<String> words) {
    header(out, '*', words.size());
    for (String word : words) {
      byte[] bytes = word.getBytes(UTF_8);
      header(out, '$', bytes.length);
      out.writeBytes(bytes).writeByte('\r').writeByte('\n');
    }
  }

  private static void header(ByteBuf out, char kind, int count) {
    out.writeCharSequence(kind + Integer.toString(count) + "\r\n", US_ASCII);
  }
}
