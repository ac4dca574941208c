package io.thalweg.server.push;

import io.thalweg.core.error.StreamException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;

/** Events over an HTTP answer that does not end, as Server-Sent Events. Not thread-safe. */
final class SseDelivery implements Delivery, Pulse.Beating {
  /** Beats in which a client may take nothing of what is on its way before it is cut off. */
  private static final int STUCK_BEATS_MAX = 20;

  private static final Buffer COMMENT = Buffer.buffer(":\n\n");

  private final HttpServerResponse response;
  private final Reader reader;
  private final PushLoop loop;
  private final Outbox outbox;
  private boolean over;
  private int stuckBeats;

  private SseDelivery(HttpServerResponse response, Reader reader, PushLoop loop) {
    this.response = response;
    this.reader = reader;
    this.loop = loop;
    this.outbox = loop.outbox(reader);
  }

  /** The way to a client whose answer has its headers and no byte of its body yet. */
  static SseDelivery over(HttpServerResponse response, Reader reader, PushLoop loop) {
    SseDelivery delivery = new SseDelivery(response, reader, loop);
    response.exceptionHandler(failed -> delivery.closed());
    response.closeHandler(closed -> delivery.closed());
    response.endHandler(ended -> delivery.closed());
    loop.comments().join(delivery);
    return delivery;
  }

  @Override
  public boolean send(EncodedBlock block, byte[] firstMember) {
    EncodedBytes events = block.sse(firstMember);
    outbox.writing(events.length());
    response
        .write(BufferInternal.buffer(events.toRead()))
        .onComplete(
            written -> {
              events.letGo();
              outbox.written(events.length());
            });
    return outbox.hasRoom();
  }

  @Override
  public void control(String json) {
    write(named("control", json));
  }

  private static Buffer named(String name, String json) {
    return Buffer.buffer("event: " + name + "\ndata: " + json + "\n\n");
  }

  private void write(Buffer text) {
    outbox.writing(text.length());
    response.write(text).onComplete(written -> outbox.written(text.length()));
  }

  @Override
  public void end(StreamException reason) {
    if (!over) {
      over = true;
      response.end(named("end", ControlText.problem(reason)));
    }
  }

  @Override
  public void beat() {
    boolean stuck = outbox.unsent() > 0 && !outbox.takeMoved();
    stuckBeats = stuck ? stuckBeats + 1 : 0;
    if (stuckBeats > STUCK_BEATS_MAX) {
      cutOff();
    } else if (over || stuck) {
      return;
    } else if (reader.wantsControl()) {
      control(ControlText.heartbeat(reader.position()));
    } else {
      write(COMMENT);
    }
  }

  /** Closes the connection without waiting for a client that does not read. */
  private void cutOff() {
    over = true;
    reader.stop();
    response.reset();
  }

  private void closed() {
    over = true;
    loop.comments().leave(this);
    reader.gone();
  }
}
