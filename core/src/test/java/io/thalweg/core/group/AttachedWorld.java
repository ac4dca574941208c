package io.thalweg.core.group;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Assignment;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupMode;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A group whose members are attached, their sockets, and what really happened to each event. The
 * decisions are the real ones. Not thread-safe.
 */
final class AttachedWorld {
  private static final StreamName STREAM = new StreamName("orders");
  private static final GroupName GROUP = new GroupName("mailer");
  private static final int LIMIT = 3;

  /** An event in somebody's hands, and the generation in which it was sent. */
  record Sent(int partition, long offset, long generation) {}

  /** One attachment of a member: a process with a socket. */
  static final class Socket {
    final String name;
    final long session;
    final TreeMap<Long, Sent> inFlight = new TreeMap<>();
    PollPlan plan;

    Socket(String name, long session) {
      this.name = name;
      this.session = session;
    }
  }

  /** A commit on its way. */
  record Commit(String name, long session, Sent upTo) {}

  GroupState state;
  long now;
  final List<Integer> partitionOf = new ArrayList<>();
  final Map<String, Socket> sockets = new TreeMap<>();
  final List<Commit> onTheirWay = new ArrayList<>();
  final Set<Long> processed = new HashSet<>();
  final Map<Long, Integer> timesSent = new HashMap<>();

  AttachedWorld(int partitions, Assignment assignment) {
    GroupConfig config =
        new GroupConfig(GroupMode.PARTITIONED, StartPoint.EARLIEST, 30_000, assignment);
    state = GroupState.empty(new GroupIdentity(STREAM, GROUP, 1, config), partitions, 0, 0);
  }

  private <R> R decide(GroupCommand<R> command) {
    GroupDecision<R> decision = command.decide(state, now);
    GroupState before = state;
    state = decision.state();
    // Throws if a commit went back.
    GroupWrites.between(before, state);
    checkCommits();
    return decision.reply();
  }

  private void checkCommits() {
    for (int offset = 0; offset < partitionOf.size(); offset++) {
      int partition = partitionOf.get(offset);
      boolean committed = offset < state.partition(partition).committed();
      if (committed && !processed.contains((long) offset)) {
        throw new AssertionError("event " + offset + " was committed and processed by nobody");
      }
    }
  }

  void publish(int partition) {
    partitionOf.add(partition);
  }

  /** A process attaches; one that was there under that name is a zombie from now on. */
  void attach(String name) {
    sockets.put(name, new Socket(name, decide(new GroupCommand.Join(name, true)).session()));
  }

  /** The socket has a call open, which sees the newest plan and is answered if there are events. */
  void push(Socket socket, boolean givesUp) {
    try {
      socket.plan = decide(new GroupCommand.Push(socket.name, socket.session, givesUp));
      socket.inFlight.values().removeIf(sent -> !socket.plan.partitions().contains(sent.partition));
      deliver(socket);
    } catch (StreamException over) {
      sockets.remove(socket.name, socket);
    }
  }

  private void deliver(Socket socket) {
    Region region = socket.plan.region();
    List<Long> found = new ArrayList<>();
    long end = region.isEmpty() ? 0 : region.from();
    while (end < partitionOf.size() && found.size() < LIMIT) {
      if (end >= region.startOf(partitionOf.get((int) end))) {
        found.add(end);
      }
      end++;
    }
    if (found.isEmpty()) {
      return;
    }
    long[] ends = new long[region.partitions().length];
    for (long offset : found) {
      ends[Arrays.binarySearch(region.partitions(), partitionOf.get((int) offset))] = offset + 1;
    }
    long ticket = socket.plan.ticket();
    Long id =
        decide(new GroupCommand.Deliver(socket.name, ticket, region, end, found.size(), ends));
    if (id != null) {
      long generation = socket.plan.generation();
      found.forEach(
          offset -> {
            int partition = partitionOf.get(offset.intValue());
            socket.inFlight.put(offset, new Sent(partition, offset, generation));
            timesSent.merge(offset, 1, Integer::sum);
          });
    }
  }

  /** The client has processed an event, and all before it in its partition, and says so. */
  void process(Socket socket, Sent event) {
    socket
        .inFlight
        .values()
        .removeIf(
            sent -> {
              boolean done = sent.partition == event.partition && sent.offset <= event.offset;
              if (done) {
                processed.add(sent.offset);
              }
              return done;
            });
    onTheirWay.add(new Commit(socket.name, socket.session, event));
  }

  /** A commit arrives, whether its sender is still there or not. */
  Commit arrive(int which) {
    Commit commit = onTheirWay.remove(which);
    Sent event = commit.upTo;
    try {
      decide(
          new GroupCommand.CommitEach(
              commit.name, event.generation, Map.of(event.partition, event.offset + 1)));
    } catch (StreamException refused) {
      // Fenced, or sent to a coordinator that has forgotten what it delivered.
      if (!isOfAZombie(commit)) {
        nack(sockets.get(commit.name), new Sent(event.partition, 0, event.generation));
      }
    }
    return commit;
  }

  /** Whether whoever sent it is gone, or another process has taken its place. */
  boolean isOfAZombie(Commit commit) {
    Socket socket = sockets.get(commit.name);
    return socket == null || socket.session != commit.session;
  }

  void nack(Socket socket, Sent event) {
    socket
        .inFlight
        .values()
        .removeIf(sent -> sent.partition == event.partition && sent.offset >= event.offset);
    long kept = keptBy(socket, event.partition);
    try {
      decide(
          new GroupCommand.Rewind(
              socket.name, socket.session, event.partition, event.offset, kept));
    } catch (StreamException over) {
      sockets.remove(socket.name, socket);
    }
  }

  /** What it has in hand, or said to have processed by a commit that has not arrived. */
  private long keptBy(Socket socket, int partition) {
    long kept = 0;
    for (Sent sent : socket.inFlight.values()) {
      kept = sent.partition == partition ? Math.max(kept, sent.offset + 1) : kept;
    }
    for (Commit commit : onTheirWay) {
      boolean own = commit.session == socket.session && commit.upTo.partition == partition;
      kept = own ? Math.max(kept, commit.upTo.offset + 1) : kept;
    }
    return kept;
  }

  void detach(Socket socket) {
    decide(new GroupCommand.Detach(socket.name, socket.session));
    sockets.remove(socket.name, socket);
  }

  /** The member is not heard of for a session timeout, though its socket lives on. */
  void expire(String name) {
    if (state.members().contains(name)) {
      state = state.withMember(state.members().get(name).seenUntil(now));
      decide(new GroupCommand.Expire());
    }
  }

  void pause(boolean paused) {
    decide(new GroupCommand.Pause(Set.of(), paused));
  }

  /** The coordinator starts anew with what is stored. */
  void restart() {
    Map<Integer, Long> committed = new HashMap<>();
    for (int i = 0; i < state.partitions().size(); i++) {
      committed.put(i, state.partition(i).committed());
    }
    GroupRecord record =
        new GroupRecord(STREAM, GROUP, 1, state.generation(), GroupCodec.encode(state), committed);
    state = GroupCodec.restore(record, now, state.lastTicket() + 1);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("generation " + state.generation());
    state.partitions().toList().forEach(partition -> text.append("\n").append(partition));
    state.members().list().forEach(member -> text.append("\n").append(member));
    sockets.values().forEach(s -> text.append("\n" + s.name + s.session + s.inFlight.values()));
    return text + "\non their way " + onTheirWay + "\nevents in partitions " + partitionOf;
  }

  /** Whether all that was published is committed. */
  boolean isDone() {
    for (int offset = 0; offset < partitionOf.size(); offset++) {
      if (offset >= state.partition(partitionOf.get(offset)).committed()) {
        return false;
      }
    }
    return true;
  }
}
