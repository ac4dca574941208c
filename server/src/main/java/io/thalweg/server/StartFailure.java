package io.thalweg.server;

import io.thalweg.core.error.StreamException;
import io.thalweg.server.config.ConfigException;
import io.thalweg.server.config.ServerConfig;
import io.thalweg.server.http.GatewayOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

/** Says why the server did not start, in one sentence for the operator. */
final class StartFailure {
  private StartFailure() {}

  static String message(Throwable failure, ServerConfig config) {
    GatewayOptions gateway = config.gateway();
    if (isOfListening(failure)) {
      return "http.port "
          + gateway.port()
          + " on "
          + gateway.host()
          + " cannot be listened on ("
          + failure.getMessage()
          + "): stop what listens there, or choose another with --port; 0 takes any";
    }
    if (failure instanceof UnknownHostException || failure instanceof UnresolvedAddressException) {
      return "http.host " + gateway.host() + " is no address or host name of this machine";
    }
    if (failure instanceof StreamException || failure instanceof ConfigException) {
      return failure.getMessage();
    }
    return "unexpected: " + failure;
  }

  /** Sockets by io_uring have no exception of its own for it. */
  private static boolean isOfListening(Throwable failure) {
    return failure instanceof BindException
        || failure instanceof IOException
            && String.valueOf(failure.getMessage()).startsWith("bind");
  }
}
