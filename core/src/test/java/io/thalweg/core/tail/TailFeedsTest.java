package io.thalweg.core.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers and feeds step by step: the test answers each read. */
class TailFeedsTest {
  private final Vertx vertx = Vertx.vertx();
  private final ScriptedLog log = new ScriptedLog();
  private final TailFeeds<EventBlock> feeds =
      new TailFeeds<>(vertx, log.asLog(), ReadResult::events);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private Subscription<EventBlock> subscribe(long from, TailSink<EventBlock> sink) {
    return feeds.subscribe(ScriptedLog.STREAM, from, EventFilter.ALL, sink);
  }

  private Subscription<EventBlock> subscribeLive(long head, TailSink<EventBlock> sink) {
    Subscription<EventBlock> subscription = subscribe(head, sink);
    log.reads.stream()
        .filter(read -> !read.waits() && !read.answer().future().isComplete())
        .findFirst()
        .orElseThrow()
        .find(head);
    return subscription;
  }

  @Test
  void readsOnWithoutWaitingUntilTheHeadThenWaits() {
    Collector sink = new Collector();
    subscribe(0, sink);

    log.open().find(3, 5);
    assertThat(log.open().waits()).isFalse();
    log.open().find(5);

    assertThat(log.open().waits()).isTrue();
    assertThat(log.open().query().from()).isEqualTo(5);
    assertThat(sink.told()).containsExactly("block at 0", "block at 3", "caught up at 5");
  }

  @Test
  void beginsWithTheReadThatWasDoneBefore() {
    Collector sink = new Collector();
    var first = feeds.readFirst(ScriptedLog.STREAM, 2, EventFilter.ALL);
    log.open().find(4);

    feeds.subscribe(ScriptedLog.STREAM, 2, EventFilter.ALL, first.result(), sink);

    assertThat(sink.offsets()).containsExactly(2L, 3L);
    assertThat(log.open().query().from()).isEqualTo(4);
    assertThat(log.open().waits()).isTrue();
  }

  @Test
  void givesTheSameBlockToAllReadersOfAFeed() {
    Collector one = new Collector();
    Collector other = new Collector();
    subscribeLive(7, one);
    subscribeLive(7, other);

    log.open().find(9);

    assertThat(one.blocks()).hasSize(1);
    assertThat(other.blocks().get(0)).isSameAs(one.blocks().get(0));
  }

  @Test
  void givesAReaderThatCameInTheMiddleOfABlockItsPart() {
    Collector early = new Collector();
    subscribeLive(0, early);
    ScriptedLog.Read feedsRead = log.open();
    Collector late = new Collector();
    subscribe(0, late);
    log.reads.get(log.reads.size() - 1).find(2);

    feedsRead.find(5);
    log.open().find(6);

    assertThat(late.offsets()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(late.blocks().get(2)).isSameAs(early.blocks().get(1));
    assertThat(early.offsets()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void ignoresWhatAReaderAheadOfTheFeedHasSeen() {
    subscribeLive(0, new Collector());
    ScriptedLog.Read feedsRead = log.open();
    Collector ahead = new Collector();
    subscribe(0, ahead);
    log.reads.get(log.reads.size() - 1).find(4);

    feedsRead.find(3);
    log.open().find(5);

    assertThat(ahead.offsets()).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void letsAReaderBehindTheFeedReadOnUntilItIsNot() {
    subscribeLive(3, new Collector());
    log.open().find(5);
    ScriptedLog.Read feedsRead = log.open();
    Collector behind = new Collector();
    subscribe(0, behind);

    log.reads.get(log.reads.size() - 1).find(4);
    assertThat(behind.told()).doesNotContain("caught up at 4");
    ScriptedLog.Read again = log.reads.get(log.reads.size() - 1);
    assertThat(again.waits()).isFalse();
    again.find(5);
    feedsRead.find(6);

    assertThat(behind.offsets()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void doesNotReadForASinkThatIsNotReady() {
    Collector slow = new Collector().readyIf(() -> false);
    Subscription<EventBlock> subscription = subscribe(0, slow);
    log.open().find(3, 9);
    assertThat(log.openReads()).isZero();

    subscription.resume();

    assertThat(log.open().query().from()).isEqualTo(3);
  }

  @Test
  void leavesTheFeedWhileTheSinkIsNotReadyAndComesAgain() {
    boolean[] ready = {false};
    Collector slow = new Collector().readyIf(() -> ready[0]);
    Subscription<EventBlock> subscription = subscribeLive(0, slow);
    log.open().find(2);
    assertThat(log.openReads()).as("nobody is left in the feed").isZero();

    ready[0] = true;
    subscription.resume();
    log.open().find(8);
    log.open().find(9);

    assertThat(slow.told())
        .containsExactly(
            "caught up at 0", "block at 0", "block at 2", "caught up at 8", "block at 8");
  }

  @Test
  void hearsNothingAfterCancelAndReadsNoMore() {
    Collector sink = new Collector();
    Subscription<EventBlock> subscription = subscribe(0, sink);
    ScriptedLog.Read underWay = log.open();

    subscription.cancel();
    underWay.find(3, 9);
    subscription.resume();

    assertThat(sink.told()).isEmpty();
    assertThat(log.openReads()).isZero();
  }

  @Test
  void leavesOneWaitingReadHoweverManyComeAndGo() {
    for (int i = 0; i < 100; i++) {
      subscribeLive(0, new Collector()).cancel();
    }

    assertThat(log.open().waits()).isTrue();
    log.open().find(1);
    assertThat(log.openReads()).as("nobody waits any more").isZero();
  }

  @Test
  void readerThatIsCancelledByAnotherWhileTheBlockIsHandedOutDoesNotGetIt() {
    List<Subscription<EventBlock>> victim = new ArrayList<>();
    Collector cancels =
        new Collector()
            .readyIf(
                () -> {
                  victim.get(0).cancel();
                  return true;
                });
    Collector cancelled = new Collector();
    subscribeLive(0, cancels);
    victim.add(subscribeLive(0, cancelled));

    log.open().find(1);

    assertThat(cancels.offsets()).containsExactly(0L);
    assertThat(cancelled.offsets()).isEmpty();
  }

  @Test
  void sinkThatThrowsEndsItselfAndNoOther() {
    Collector broken =
        new Collector()
            .readyIf(
                () -> {
                  throw new IllegalStateException("broken sink");
                });
    Collector whole = new Collector();
    subscribeLive(0, broken);
    subscribeLive(0, whole);

    log.open().find(1);
    log.open().find(2);

    assertThat(broken.offsets()).containsExactly(0L);
    assertThat(broken.reason().code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(whole.offsets()).containsExactly(0L, 1L);
  }

  @Test
  void tellsAGapBeforeTheBlockBehindIt() {
    Collector sink = new Collector();
    subscribe(2, sink);

    log.open().answer().complete(new ReadResult(ScriptedLog.events(5, 7), 7, 5, 7, 1));

    assertThat(sink.told()).containsExactly("gap 2 to 5", "block at 5", "caught up at 7");
  }

  @Test
  void tellsAGapToALiveReader() {
    Collector sink = new Collector();
    subscribeLive(2, sink);

    log.open().answer().complete(new ReadResult(ScriptedLog.events(5, 7), 7, 5, 7, 1));

    assertThat(sink.told()).containsExactly("caught up at 2", "gap 2 to 5", "block at 5");
  }

  @Test
  void tellsNoGapForEventsThatItHasLookedAtInVain() {
    Collector sink = new Collector();
    subscribe(0, sink);
    log.open().answer().complete(new ReadResult(EventBlock.empty(), 4, 0, 9, 1));

    log.open().answer().complete(new ReadResult(ScriptedLog.events(5, 9), 9, 3, 9, 1));

    assertThat(sink.told()).containsExactly("block at 5", "caught up at 9");
  }

  @Test
  void endsWhenTheStreamIsAnotherOne() {
    Collector sink = new Collector();
    subscribeLive(4, sink);

    log.open().answer().complete(new ReadResult(EventBlock.empty(), 4, 0, 2, 77));

    assertThat(sink.reason().code()).isEqualTo(ErrorCode.STREAM_GENERATION_MISMATCH);
    assertThat(sink.reason().details()).isEqualTo(Map.of("generation", 77L));
    assertThat(log.openReads()).isZero();
  }

  @Test
  void endsWhenItStartsAboveTheHead() {
    Collector sink = new Collector();
    subscribe(10, sink);

    log.open().answer().complete(new ReadResult(EventBlock.empty(), 10, 1, 4, 1));

    assertThat(sink.reason().code()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    assertThat(sink.reason().details()).isEqualTo(Map.of("min_offset", 1L, "head", 4L));
  }

  @Test
  void endsAllReadersOfAFeedThatCannotReadOn() {
    Collector one = new Collector();
    Collector other = new Collector();
    subscribeLive(0, one);
    subscribeLive(0, other);

    log.open().answer().fail(StreamException.of(ErrorCode.CLOSED, "closing"));

    assertThat(one.reason().code()).isEqualTo(ErrorCode.CLOSED);
    assertThat(other.reason().code()).isEqualTo(ErrorCode.CLOSED);
    assertThat(log.openReads()).isZero();
  }

  @Test
  void takesEveryBlockBackOnceAfterItWasOffered() {
    Map<EventBlock, Integer> releases = new LinkedHashMap<>();
    List<EventBlock> offeredAfterRelease = new ArrayList<>();
    TailFeeds<EventBlock> counted =
        new TailFeeds<>(
            vertx,
            log.asLog(),
            new BlockForm<>() {
              @Override
              public EventBlock encode(ReadResult result) {
                releases.put(result.events(), 0);
                return result.events();
              }

              @Override
              public void release(EventBlock block) {
                releases.merge(block, 1, Integer::sum);
              }
            });
    List<Collector> sinks = List.of(new Collector(), new Collector(), new Collector());
    for (Collector sink : sinks) {
      sink.readyIf(
          () -> {
            EventBlock block = sink.blocks().get(sink.blocks().size() - 1);
            if (releases.get(block) > 0) {
              offeredAfterRelease.add(block);
            }
            return sink != sinks.get(1);
          });
      counted.subscribe(ScriptedLog.STREAM, 0, EventFilter.ALL, sink);
      log.reads.get(log.reads.size() - 1).find(0);
    }

    log.open().find(3);
    log.open().find(5);

    assertThat(releases.values()).containsExactly(1, 1);
    assertThat(offeredAfterRelease).isEmpty();
    assertThat(sinks.get(2).offsets()).isEqualTo(LongStream.range(0, 5).boxed().toList());
  }
}
