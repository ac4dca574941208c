package io.thalweg.server;

import io.thalweg.core.error.StreamException;
import io.thalweg.server.config.ConfigException;
import io.thalweg.server.config.ServerConfig;
import io.thalweg.server.http.GatewayOptions;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

/** Says why the server did not start, in one sentence for the operator. */
final class StartFailure {
  private StartFailure() {}

  static String message(Throwable failure, ServerConfig config) {
    GatewayOptions gateway = config.gateway();
    if (failure instanceof BindException refused) {
      return "http.port "
          + gateway.port()
          + " on "
          + gateway.host()
          + " cannot be listened on ("
          + refused.getMessage()
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
}
