package io.thalweg.core.group;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.bus.TransactionCalls;
import io.thalweg.core.bus.TransactionReply;
import io.thalweg.core.bus.TransactionRequest;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs transactions: borrows the commits from their groups, stores them with the events as one
 * batch, and tells the groups how that went. Not thread-safe: belongs to the groups' context.
 *
 * <p>Groups are borrowed in one order by all, so that no two transactions wait for each other.
 */
final class Transactions implements TransactionCalls {
  private static final Comparator<CommitRequest> ORDER =
      Comparator.comparing(CommitRequest::stream).thenComparing(CommitRequest::group);

  /** Maybe without the coordinator's knowing: what it holds is then not what is stored. */
  private static final StreamException STORED_BEFORE =
      StreamException.of(ErrorCode.FENCED, "the transaction was stored before");

  private static final StreamException REFUSED_FOR_A_GROUP =
      StreamException.of(ErrorCode.FENCED, "a group of the transaction was not as it was thought");

  private final Groups groups;
  private final StreamLog log;

  Transactions(Groups groups, StreamLog log) {
    this.groups = groups;
    this.log = log;
  }

  @Override
  public Future<TransactionReply> run(TransactionRequest request) {
    List<CommitRequest> commits = request.commits().stream().sorted(ORDER).toList();
    List<Loan<CommitReply>> loans = new ArrayList<>();
    return borrow(request, commits, loans)
        .transform(
            (borrowed, refusal) -> {
              if (refusal == null) {
                return store(request, loans);
              }
              loans.forEach(Loan::refused);
              return repeated(request, StreamException.from(refusal));
            });
  }

  private Future<Void> borrow(
      TransactionRequest all, List<CommitRequest> commits, List<Loan<CommitReply>> loans) {
    if (loans.size() == commits.size()) {
      return Future.succeededFuture();
    }
    CommitRequest request = commits.get(loans.size());
    return groups
        .lend(request)
        .onSuccess(loans::add)
        .map(
            loan -> {
              ForwardOnly.check(request, loan);
              return loan;
            })
        .recover(refusal -> Future.failedFuture(placed(all, request, refusal)))
        .compose(loan -> borrow(all, commits, loans));
  }

  /** A field at fault is named as it is within the whole request. */
  private static StreamException placed(
      TransactionRequest all, CommitRequest commit, Throwable failure) {
    StreamException refusal = StreamException.from(failure);
    String place = "commit[" + all.commits().indexOf(commit) + "]";
    String field = refusal.field() == null ? fieldOf(refusal.code()) : refusal.field();
    if (field == null) {
      return refusal;
    }
    return refusal.code() == ErrorCode.INVALID_REQUEST
        ? within(place + ".", refusal)
        : refusal.about(place + "." + field);
  }

  /** The field that an error is about which does not say so itself; or null. */
  private static String fieldOf(ErrorCode code) {
    return switch (code) {
      case STREAM_NOT_FOUND -> "stream";
      case GROUP_NOT_FOUND -> "group";
      case MEMBER_NOT_FOUND -> "consumer";
      case FENCED -> "generation";
      default -> null;
    };
  }

  private static StreamException within(String place, StreamException refusal) {
    // The message begins with the field.
    String message = refusal.getMessage().substring(refusal.field().length() + 1);
    return StreamException.invalid(place + refusal.field(), message);
  }

  private Future<TransactionReply> store(
      TransactionRequest request, List<Loan<CommitReply>> loans) {
    List<GroupWrite> writes = loans.stream().map(Loan::write).filter(Objects::nonNull).toList();
    WriteBatch batch = new WriteBatch(request.appends(), writes, request.stamp());
    return log.write(List.of(batch))
        .transform(
            (outcomes, failure) -> {
              if (failure != null) {
                StreamException unknown = StreamException.from(failure);
                loans.forEach(loan -> loan.lost(unknown));
                return Future.failedFuture(unknown);
              }
              settle(loans, outcomes.get(0));
              return reply(request, outcomes.get(0));
            });
  }

  private static void settle(List<Loan<CommitReply>> loans, WriteOutcome outcome) {
    for (Loan<CommitReply> loan : loans) {
      if (outcome.repeated()) {
        loan.lost(STORED_BEFORE);
      } else if (outcome.isStored()) {
        loan.stored();
      } else if (isOfAGroup(outcome.refusal())) {
        loan.lost(REFUSED_FOR_A_GROUP);
      } else {
        loan.refused();
      }
    }
  }

  /** Which group is not said: each is read again, and the one that is gone finds that out. */
  private static boolean isOfAGroup(StreamException refusal) {
    return switch (refusal.code()) {
      case FENCED, GROUP_NOT_FOUND, STREAM_NOT_FOUND -> true;
      default -> false;
    };
  }

  private static Future<TransactionReply> reply(TransactionRequest request, WriteOutcome outcome) {
    return outcome.isStored()
        ? Future.succeededFuture(new TransactionReply(outcome.repeated(), outcome.appends()))
        : Future.failedFuture(refusal(request, outcome.refusal()));
  }

  private static StreamException refusal(TransactionRequest request, StreamException refusal) {
    return switch (refusal.code()) {
      case OUT_OF_SEQUENCE ->
          StreamException.of(ErrorCode.CONFLICT, "id is that of another transaction").about("id");
      case STREAM_NOT_FOUND -> about(request, refusal, "stream");
      case HEAD_MISMATCH -> about(request, refusal, "expected_offset");
      default -> refusal;
    };
  }

  /** Names the publish that a refusal is about, if it is about one. */
  private static StreamException about(
      TransactionRequest request, StreamException refusal, String field) {
    Object stream = refusal.details().get("stream");
    for (int i = 0; i < request.appends().size(); i++) {
      if (request.appends().get(i).stream().value().equals(stream)) {
        return refusal.about("publish[" + i + "]." + field);
      }
    }
    return refusal;
  }

  /**
   * A commit that is refused may be one that was done, whose answer was lost: the storage knows. It
   * is asked with a batch that can be nothing but a repeat.
   */
  private Future<TransactionReply> repeated(TransactionRequest request, StreamException refusal) {
    if (request.id() == null) {
      return Future.failedFuture(refusal);
    }
    CommitRequest commit = request.commits().get(0);
    GroupWrite impossible =
        new GroupWrite(
            commit.stream(),
            commit.group(),
            GroupWrite.Kind.COMMIT,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            null,
            Map.of());
    WriteBatch question = new WriteBatch(request.appends(), List.of(impossible), request.stamp());
    return log.write(List.of(question))
        .compose(
            outcomes ->
                outcomes.get(0).isStored()
                    ? reply(request, outcomes.get(0))
                    : Future.failedFuture(refusal));
  }
}
