package io.thalweg.core.group;

import static io.thalweg.core.group.GroupFixture.A;
import static io.thalweg.core.group.GroupFixture.STREAM;
import static io.thalweg.core.group.GroupFixture.get;
import static io.thalweg.core.group.GroupFixture.offsets;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.StreamClient;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A group is used as soon as it is stored, before its creator hears of that. */
class GroupCreationTest {
  private static final GroupName NEW = new GroupName("new");
  private final GroupFixture group = new GroupFixture(1);
  private final StreamLog log = new StreamClient(group.vertx, group.addresses);
  private Groups groups;
  private Future<PollReply> waiting;

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void doesNotEndTheCallsThatTheNewGroupHasAlready() {
    Context context = group.vertx.getOrCreateContext();
    Promise<Object> created = Promise.promise();
    context.runOnContext(
        now -> {
          groups =
              new Groups(
                  group.vertx,
                  pollsBeforeLookingAgain(),
                  GroupLoads.ofOneNode(log),
                  () -> 1,
                  new GroupMeter());
          groups.create(STREAM, NEW, GroupConfig.DEFAULT).<Object>mapEmpty().onComplete(created);
        });

    get(created.future());
    group.publish(1);

    assertThat(offsets(get(waiting))).containsExactly(0L);
  }

  /** The creator reads the group that it has stored: by then it has a member. */
  private StreamLog pollsBeforeLookingAgain() {
    return (StreamLog)
        Proxy.newProxyInstance(
            StreamLog.class.getClassLoader(),
            new Class<?>[] {StreamLog.class},
            (proxy, method, arguments) ->
                method.getName().equals("group")
                    ? polled().compose(joined -> log.group(STREAM, NEW))
                    : method.invoke(log, arguments));
  }

  private Future<?> polled() {
    waiting = groups.poll(PollRequest.of(STREAM, NEW, A, 10, 9_000));
    return groups.describe(STREAM, NEW);
  }
}
