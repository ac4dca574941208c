package io.thalweg.core.bus;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.StreamAppend;
import java.util.List;

/**
 * What is to be done all together or not at all.
 *
 * @param id 1 to {@value #ID_LENGTH_MAX} visible ASCII characters, remembered with the first stream
 *     that is named; or null: then a repeat is done again
 * @param appends at most one a stream
 * @param commits at most one a group. Each must move positions forward: of every partition that it
 *     names, or of one at least if it commits all up to one offset. Otherwise these events were
 *     committed before, and what came of them was published
 */
public record TransactionRequest(
    String id, List<StreamAppend> appends, List<CommitRequest> commits) {
  public static final int ID_LENGTH_MAX = 200;
  public static final int APPENDS_MAX = 100;
  public static final int COMMITS_MAX = 100;

  /** How long an id is remembered at least; longer with a stream whose dedup window is longer. */
  private static final long KEEP_MS = 120_000;

  /** No producer's name has a slash. */
  private static final String ID_PREFIX = "transaction/";

  public TransactionRequest {
    appends = List.copyOf(appends);
    commits = List.copyOf(commits);
    checkId(id);
    if (appends.isEmpty() && commits.isEmpty()) {
      throw StreamException.invalid("publish", "must name a stream, or commit a group");
    }
    checkCount("publish", appends.size(), APPENDS_MAX);
    checkCount("commit", commits.size(), COMMITS_MAX);
    checkDistinct("publish", appends.stream().map(StreamAppend::stream).toList());
    checkDistinct("commit", commits.stream().map(TransactionRequest::group).toList());
  }

  private static void checkId(String id) {
    boolean suits =
        id == null
            || (!id.isEmpty()
                && id.length() <= ID_LENGTH_MAX
                && id.chars().allMatch(c -> c > ' ' && c <= '~'));
    if (!suits) {
      throw StreamException.invalid(
          "id", "must be 1 to " + ID_LENGTH_MAX + " visible ASCII characters");
    }
  }

  private static void checkCount(String field, int count, int max) {
    if (count > max) {
      throw StreamException.invalid(field, "must not have more than " + max + " entries");
    }
  }

  private static void checkDistinct(String field, List<?> names) {
    for (int i = 0; i < names.size(); i++) {
      int first = names.indexOf(names.get(i));
      if (first < i) {
        throw StreamException.invalid(
            field + "[" + i + "]",
            "is about the same as " + field + "[" + first + "]: put them together");
      }
    }
  }

  private static Object group(CommitRequest commit) {
    return commit.stream() + "/" + commit.group();
  }

  /** What makes it happen once; null without an id. */
  public ProducerStamp stamp() {
    StreamName home = appends.isEmpty() ? commits.get(0).stream() : appends.get(0).stream();
    return id == null ? null : new ProducerStamp(home, ID_PREFIX + id, 0, 0, 1, KEEP_MS);
  }
}
