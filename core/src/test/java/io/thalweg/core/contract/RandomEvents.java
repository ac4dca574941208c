package io.thalweg.core.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Events with everything in them that is apt to get lost on the way. Not thread-safe. */
public final class RandomEvents {
  private static final String[] FRAGMENTS = {
    "",
    "a",
    "user",
    ".",
    "order.paid",
    "\"",
    "\\",
    "/",
    "\n",
    "\r\n",
    "\t",
    "\b",
    "\f",
    "\u0000",
    "\u001f",
    "\u007f",
    " ",
    "ä",
    "ß",
    "é",
    "e\u0301",
    "漢字",
    "\u2028",
    "😀",
    "👩‍👩‍👧",
    "\uffff",
    "{",
    "%s",
    "--",
  };
  private static final String[] DATA = {
    "null",
    "true",
    "0",
    "-0.0",
    "1.0",
    "1e400",
    "123456789012345678901234567890",
    "\"\"",
    "\"\\u00e9 \\\" \\\\ \\/ \\ud83d\\ude00\"",
    "\"漢字 😀\"",
    "[]",
    "[ 1 , 2,3 ]",
    "{}",
    "{ \"b\" : 1.0,\n\t\"a\":[null] , \"a\": 2 }",
    "{\"offset\":7,\"event\":\"x\",\"data\":\"}\"}",
  };
  private static final String[] HEADERS = {
    "{}", "{\"a\":\"b\"}", "{ \"x-trace\" : \"\\u00e9\\\"}\" }", "{\"漢\":\"😀\",\"id\":\"1\"}",
  };

  private final Random random;

  public RandomEvents(long seed) {
    random = new Random(seed);
  }

  /** Any event; each optional part is there in one of two. */
  public SampleEvent next() {
    return new SampleEvent(
        text(),
        pick(DATA),
        random.nextBoolean() ? text() : null,
        random.nextBoolean() ? text() + random.nextLong() : null,
        random.nextBoolean() ? pick(HEADERS) : null);
  }

  public List<SampleEvent> next(int count) {
    List<SampleEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(next());
    }
    return events;
  }

  /** A string of none to five fragments. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(pick(FRAGMENTS));
    }
    return text.toString();
  }

  private String pick(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
