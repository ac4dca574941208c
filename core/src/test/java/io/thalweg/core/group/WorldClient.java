package io.thalweg.core.group;

/**
 * What a client knows. Its earlier calls and commits stay around, as a network may deliver them
 * late and twice.
 *
 * @param received the ticket of the last answer that it got
 * @param generation as that answer told it
 * @param end behind the last event of that answer
 * @param lostOne whether the present coordinator may not know that an answer to it was lost
 * @param plan what its present call may read, or null
 * @param at the coordinator that made the plan
 * @param stalePlan what an earlier call of it, at the same coordinator, could read, or null
 */
record WorldClient(
    long received,
    long generation,
    long end,
    boolean lostOne,
    PollPlan plan,
    int at,
    PollPlan stalePlan,
    int staleAt,
    long lateReceived,
    long lateGeneration,
    long lateEnd) {
  static final WorldClient NEW = new WorldClient(0, 0, 0, false, null, 0, null, 0, 0, 0, 0);

  /** It told this coordinator what it has received. */
  WorldClient polled(PollPlan newPlan, int coordinator) {
    return planned(newPlan, coordinator)
        .losingAnAnswer(lostOne && coordinator != GroupWorld.PRESENT);
  }

  WorldClient planned(PollPlan newPlan, int coordinator) {
    return new WorldClient(
        received,
        generation,
        end,
        lostOne,
        newPlan,
        coordinator,
        plan,
        at,
        lateReceived,
        lateGeneration,
        lateEnd);
  }

  WorldClient answered(long newGeneration, long ticket, long newEnd) {
    return new WorldClient(
        ticket,
        newGeneration,
        newEnd,
        lostOne && at != GroupWorld.PRESENT,
        null,
        0,
        stalePlan,
        staleAt,
        received,
        lateGeneration,
        lateEnd);
  }

  WorldClient losingAnAnswer(boolean lost) {
    return new WorldClient(
        received,
        generation,
        end,
        lost,
        plan,
        at,
        stalePlan,
        staleAt,
        lateReceived,
        lateGeneration,
        lateEnd);
  }

  WorldClient withPlans(PollPlan present, int presentAt, PollPlan stale, int staleFrom) {
    return new WorldClient(
        received,
        generation,
        end,
        lostOne,
        present,
        presentAt,
        stale,
        staleFrom,
        lateReceived,
        lateGeneration,
        lateEnd);
  }

  WorldClient withoutPlan() {
    return withPlans(null, 0, stalePlan, staleAt);
  }

  WorldClient withoutStalePlan() {
    return withPlans(plan, at, null, 0);
  }

  WorldClient leavingACommitBehind() {
    return new WorldClient(
        received,
        generation,
        end,
        lostOne,
        plan,
        at,
        stalePlan,
        staleAt,
        lateReceived,
        generation,
        end);
  }

  /** It was told that it is there: its next call need not say that it starts anew. */
  WorldClient joined(long newGeneration, long ticket) {
    return new WorldClient(
        ticket,
        newGeneration,
        0,
        lostOne,
        plan,
        at,
        stalePlan,
        staleAt,
        lateReceived,
        lateGeneration,
        lateEnd);
  }

  /** Its process dies and another one starts under its name; its calls are still under way. */
  WorldClient restarted() {
    return new WorldClient(0, 0, 0, lostOne, null, 0, plan, at, received, lateGeneration, lateEnd);
  }
}
