package io.thalweg.storage.file.commit;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The answers of one commit: each context is woken once, whatever the number of its calls. */
final class Replies {
  private Map<Context, List<Reply<?>>> byContext = new IdentityHashMap<>();

  void add(Reply<?> reply) {
    byContext.computeIfAbsent(reply.context(), context -> new ArrayList<>()).add(reply);
  }

  void send() {
    if (byContext.isEmpty()) {
      return;
    }
    Map<Context, List<Reply<?>>> sent = byContext;
    byContext = new IdentityHashMap<>();
    sent.forEach(Replies::send);
  }

  private static void send(Context context, List<Reply<?>> replies) {
    Reply.deliver(context, () -> replies.forEach(Reply::deliver));
  }
}
