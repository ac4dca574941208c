package io.thalweg.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Commands one after the other, in RESP2. Not thread-safe. */
final class RespCommands {
  private static final byte[] NOTHING = {};

  private final Buffer bytes;
  private int count;
  private int words;

  RespCommands(int bytesHint) {
    bytes = Buffer.buffer(bytesHint);
  }

  /** The end of a word, which is the same for many. */
  static byte[] part(String text) {
    return text.getBytes(UTF_8);
  }

  /** Words that are the same for many commands. */
  static byte[] encodedWords(String... words) {
    RespCommands commands = new RespCommands(32);
    for (String word : words) {
      commands.word(word);
    }
    return commands.bytes.getBytes();
  }

  /** A whole command. */
  RespCommands add(String... words) {
    return add(List.of(words));
  }

  /** A whole command. */
  RespCommands add(List<String> words) {
    begin(words.size());
    words.forEach(this::word);
    return this;
  }

  /** Whole commands that were encoded before. */
  RespCommands add(RespCommands others) {
    bytes.appendBuffer(others.bytes);
    count += others.count;
    return this;
  }

  /** Begins a command of so many words. */
  RespCommands begin(int words) {
    bytes.appendByte((byte) '*');
    number(words);
    end();
    count++;
    return this;
  }

  /** A whole command of words that were gathered before it was known how many there would be. */
  RespCommands command(RespCommands gathered) {
    begin(gathered.words);
    bytes.appendBuffer(gathered.bytes);
    return this;
  }

  /** Words that were encoded before. */
  RespCommands encoded(byte[] words) {
    bytes.appendBytes(words);
    return this;
  }

  RespCommands word(String text) {
    return word(text.getBytes(UTF_8));
  }

  RespCommands word(byte[] array) {
    return word(array, 0, array.length);
  }

  RespCommands word(byte[] array, int from, int length) {
    bytes.appendByte((byte) '$');
    number(length);
    end();
    bytes.appendBytes(array, from, length);
    end();
    words++;
    return this;
  }

  /** A word of a number. */
  RespCommands word(long number) {
    return word(number, NOTHING);
  }

  /** A word of a number, and what follows it. */
  RespCommands word(long number, byte[] rest) {
    if (number < 0) {
      return word(number + new String(rest, UTF_8));
    }
    bytes.appendByte((byte) '$');
    number(digits(number) + rest.length);
    end();
    number(number);
    bytes.appendBytes(rest);
    end();
    words++;
    return this;
  }

  private static int digits(long number) {
    int digits = 1;
    for (long left = number / 10; left > 0; left /= 10) {
      digits++;
    }
    return digits;
  }

  private void number(long number) {
    if (number > 9) {
      number(number / 10);
    }
    bytes.appendByte((byte) ('0' + number % 10));
  }

  private void end() {
    bytes.appendByte((byte) '\r').appendByte((byte) '\n');
  }

  int count() {
    return count;
  }

  Buffer bytes() {
    return bytes;
  }
}
