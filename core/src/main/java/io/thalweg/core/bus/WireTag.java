package io.thalweg.core.bus;

/** What kind of value follows. */
enum WireTag {
  NULL,
  FALSE,
  TRUE,
  INT,
  LONG,
  TEXT,
  INTS,
  LIST,
  SET,
  MAP,
  ENUM,
  RECORD,
  BLOCK,
  BATCH,
  APPENDED,
  FAILURE
}
