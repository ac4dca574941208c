package io.thalweg.bench.net;

import io.netty.buffer.ByteBuf;

/** Belongs to the generator's event loop. One keep-alive connection, one request at a time. */
public final class HttpConnection extends WireConnection {

  /** The driver's side of a connection, called on the event loop. */
  public interface Listener {
    void onResponse(HttpConnection connection, int status, BodyBytes body);

    void onFailure(Throwable cause);
  }

  private final Listener listener;
  private final HttpResponseParser parser = new HttpResponseParser();

  HttpConnection(Listener listener) {
    this.listener = listener;
  }

  @Override
  protected void read(ByteBuf in) {
    while (parser.parse(in)) {
      listener.onResponse(this, parser.status(), parser.body());
    }
  }

  @Override
  protected void failed(Throwable cause) {
    listener.onFailure(cause);
  }
}
