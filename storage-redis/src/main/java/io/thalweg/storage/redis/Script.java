package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The scripts. Redis is sent a script's hash, and its text only if it does not know it. */
enum Script {
  BARE("append", "bare"),
  WRITE("append", "write"),
  CREATE("create"),
  ALTER("alter"),
  DELETE("delete"),
  WITNESS("witness"),
  SWEEP("place", "sweep"),
  EXPIRE("place", "expire"),
  PAGE("page"),
  STATS("place", "stats"),
  COUNT("place", "count"),
  AT_TIME("place", "at_time"),
  LEASE("lease"),
  RELEASE("release"),
  PROBE("probe");

  private static final int KEYS = 2;

  private final byte[] text;
  private final byte[] hash;

  Script(String... parts) {
    StringBuilder whole = new StringBuilder();
    for (String part : parts) {
      whole.append(resource(part + ".lua"));
    }
    text = whole.toString().getBytes(StandardCharsets.UTF_8);
    hash = sha1(text).getBytes(StandardCharsets.US_ASCII);
  }

  /** The same, as the first words of a command. */
  RespCommands begin(RespCommands words) {
    return words.word("EVALSHA").word(hash);
  }

  /** A call whose keys are yet to be added. */
  Request call(int keys) {
    return Request.cmd(Command.EVALSHA).arg(hash).arg(keys);
  }

  /** A call about one stream. */
  Request call(Keys keys, StreamName stream) {
    return call(KEYS).arg(keys.stream(stream)).arg(keys.fence(stream));
  }

  Request load() {
    return Request.cmd(Command.SCRIPT).arg("LOAD").arg(text);
  }

  private static String resource(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String sha1(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
