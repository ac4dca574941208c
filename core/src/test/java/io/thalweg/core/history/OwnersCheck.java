package io.thalweg.core.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who held which partition in which generation, by all that members were told: at most one, and
 * nobody acts for it once another one has been told to hold it.
 */
final class OwnersCheck {
  private final Findings findings;

  private record Place(int partition, long generation) {}

  /** Somebody was told that it holds a partition. */
  private record Claim(String member, int partition, long generation, long begun, long ended) {}

  OwnersCheck(Findings findings) {
    this.findings = findings;
  }

  void check(List<Poll> polls, List<Commit> commits) {
    checkGenerations(polls);
    Map<Integer, List<Claim>> claims = new HashMap<>();
    Map<Place, Claim> owners = new HashMap<>();
    for (Poll poll : polls) {
      for (int partition : poll.partitions()) {
        Claim claim =
            new Claim(name(poll), partition, poll.generation(), poll.begun(), poll.ended());
        claims.computeIfAbsent(partition, p -> new ArrayList<>()).add(claim);
        Claim other = owners.putIfAbsent(new Place(partition, poll.generation()), claim);
        if (other != null && !other.member().equals(claim.member())) {
          findings.add(Anomaly.TWO_OWNERS, claim, "and", other);
        }
      }
      checkHeld(poll);
    }
    Map<Integer, Tenure> tenures = new HashMap<>();
    claims.forEach((partition, list) -> tenures.put(partition, new Tenure(list)));
    claims.values().forEach(list -> list.forEach(claim -> checkServed(tenures, claim)));
    commits.forEach(commit -> checkCommit(tenures, owners, commit));
  }

  private static String name(Poll poll) {
    return poll.member() == null ? "" : poll.member();
  }

  private void checkGenerations(List<Poll> polls) {
    HighWater seen = new HighWater();
    polls.forEach(poll -> seen.add(poll.ended(), poll.generation()));
    for (Poll poll : polls) {
      if (seen.before(poll.begun()) > poll.generation()) {
        findings.add(
            Anomaly.GENERATION_WENT_BACK,
            "from",
            seen.before(poll.begun()),
            "to",
            poll.generation(),
            "for",
            poll.member());
      }
    }
  }

  private void checkHeld(Poll poll) {
    for (Stored event : poll.events()) {
      if (!poll.partitions().contains(event.partition())) {
        findings.add(Anomaly.NOT_HELD, poll.member(), poll.partitions(), "got", event);
      }
    }
  }

  private void checkServed(Map<Integer, Tenure> tenures, Claim claim) {
    Claim later = tenures.get(claim.partition()).laterOwner(claim);
    if (later != null) {
      findings.add(Anomaly.ZOMBIE, claim, "was served although", later, "held it by then");
    }
  }

  private void checkCommit(Map<Integer, Tenure> tenures, Map<Place, Claim> owners, Commit commit) {
    if (commit.outcome() != Outcome.ACKNOWLEDGED) {
      return;
    }
    Claim owner = owners.get(new Place(commit.partition(), commit.generation()));
    if (owner != null && !owner.member().equals(commit.member())) {
      findings.add(Anomaly.TWO_OWNERS, commit, "was accepted, but the owner was", owner);
      return;
    }
    Tenure tenure = tenures.get(commit.partition());
    Claim asClaim =
        new Claim(
            commit.member(),
            commit.partition(),
            commit.generation(),
            commit.begun(),
            commit.ended());
    Claim later = tenure == null ? null : tenure.laterOwner(asClaim);
    if (later != null) {
      findings.add(Anomaly.ZOMBIE, commit, "was accepted although", later, "held it by then");
    }
  }

  /** The claims to one partition by time, with the highest generations of two members so far. */
  private static final class Tenure {
    private final Claim[] byEnd;
    private final Claim[] highest;
    private final Claim[] highestOfOther;

    Tenure(List<Claim> claims) {
      byEnd = claims.toArray(Claim[]::new);
      Arrays.sort(byEnd, Comparator.comparingLong(Claim::ended));
      highest = new Claim[byEnd.length];
      highestOfOther = new Claim[byEnd.length];
      Claim first = null;
      Claim second = null;
      for (int i = 0; i < byEnd.length; i++) {
        Claim claim = byEnd[i];
        if (first == null || claim.member().equals(first.member())) {
          first = first == null || claim.generation() > first.generation() ? claim : first;
        } else if (claim.generation() > first.generation()) {
          second = first;
          first = claim;
        } else if (second == null || claim.generation() > second.generation()) {
          second = claim;
        }
        highest[i] = first;
        highestOfOther[i] = second;
      }
    }

    /** A claim of another member to a later generation, known before this one began; or null. */
    Claim laterOwner(Claim claim) {
      int known = countBefore(claim.begun());
      if (known == 0) {
        return null;
      }
      Claim other = highest[known - 1];
      if (other.member().equals(claim.member())) {
        other = highestOfOther[known - 1];
      }
      return other != null && other.generation() > claim.generation() ? other : null;
    }

    private int countBefore(long time) {
      int low = 0;
      int high = byEnd.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (byEnd[middle].ended() < time) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }
}
