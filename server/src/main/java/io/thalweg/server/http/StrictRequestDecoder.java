package io.thalweg.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Decodes requests, and fails those that another server in front of us might read otherwise: folded
 * header lines, transfer codings besides {@code chunked}, a missing or repeated {@code Host}. Tells
 * the guard how far each request has come.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
  private static final String NO_NAME = "";

  private final ConnectionGuard guard;
  private boolean inHead = true;
  private boolean lineEnded;
  private boolean folded;

  StrictRequestDecoder(HttpServerOptions options, ConnectionGuard guard) {
    super(options);
    this.guard = guard;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int from = in.readerIndex();
    int known = out.size();
    boolean wasInHead = inHead;
    super.decode(ctx, in, out);
    int to = in.readerIndex();
    if (wasInHead) {
      // The decoder stops where a head ends, so that what it has taken is head and nothing else.
      lookForFolds(in, from, to);
    }
    for (int i = known; i < out.size(); i++) {
      decoded(out.get(i));
    }
    if (bodyFailed(out, known)) {
      // Above us it would be no more than a connection that breaks off.
      out.remove(out.size() - 1);
      guard.refuse(Refusal.malformedBody());
      return;
    }
    boolean took = in.isReadable() || to > from;
    if (wasInHead && took && out.size() == known) {
      guard.headBegun();
    }
  }

  /** Whether what was decoded last says that the rest of a body can not be. */
  private static boolean bodyFailed(List<Object> out, int known) {
    int last = out.size() - 1;
    return last >= known
        && out.get(last) instanceof HttpContent content
        && !(content instanceof HttpRequest)
        && content.decoderResult().isFailure();
  }

  private void lookForFolds(ByteBuf in, int from, int to) {
    for (int i = from; i < to && !folded; i++) {
      byte b = in.getByte(i);
      folded = lineEnded && (b == ' ' || b == '\t');
      lineEnded = b == '\n';
    }
  }

  private void decoded(Object message) {
    if (message instanceof HttpRequest request) {
      if (request.decoderResult().isSuccess()) {
        check(request);
      }
      inHead = false;
      lineEnded = false;
      folded = false;
      guard.headRead();
    }
    if (message instanceof LastHttpContent) {
      inHead = true;
      guard.requestRead();
    }
  }

  private void check(HttpRequest request) {
    Refusal refusal = refusal(request);
    if (refusal != null) {
      // The answer takes the request's version.
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
      request.setDecoderResult(DecoderResult.failure(refusal));
    }
  }

  private Refusal refusal(HttpRequest request) {
    if (folded) {
      return Refusal.malformed("headers", "header lines must not be folded");
    }
    if (request.headers().contains(NO_NAME)) {
      return Refusal.malformed("headers", "a header must have a name");
    }
    HttpVersion version = request.protocolVersion();
    boolean http11 = version.equals(HttpVersion.HTTP_1_1);
    if (!http11 && !version.equals(HttpVersion.HTTP_1_0)) {
      return Refusal.closing(
          505, "http-version", "HTTP version not supported", null, "the server speaks HTTP/1.1");
    }
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (http11 && hosts.isEmpty())) {
      return Refusal.malformed("Host", "a request must have one Host header");
    }
    String coding = request.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
    if (coding != null && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding)) {
      return Refusal.closing(
          501,
          "transfer-coding",
          "Transfer coding not supported",
          "Transfer-Encoding",
          "only chunked is understood");
    }
    return null;
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
    guard.upgraded();
    super.handlerRemoved0(ctx);
  }
}
