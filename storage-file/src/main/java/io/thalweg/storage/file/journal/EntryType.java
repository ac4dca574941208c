package io.thalweg.storage.file.journal;

/** What an entry of a frame says. The codes are part of the format. */
public enum EntryType {
  /** Records at the end of a stream. */
  RECORDS(1),
  /** A stream is born. */
  CREATE(2),
  /** A stream has new settings. */
  ALTER(3),
  /** A stream is gone. */
  DELETE(4),
  /** A stream's oldest events are gone. */
  TRIM(5),
  /** A group as it is from now on. */
  GROUP(6),
  /** A group is gone. */
  GROUP_DELETE(7),
  /** A producer's batch is stored. */
  PRODUCER(8);

  private final int code;

  EntryType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** The type with this code, or null. */
  public static EntryType of(int code) {
    for (EntryType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }
}
