package io.thalweg.server.config;

import io.thalweg.server.http.ConnectionLimits;
import io.thalweg.server.http.GatewayOptions;
import io.thalweg.server.http.RequestLimits;

/** The gateway's part of the settings. */
final class GatewayKeys {
  private GatewayKeys() {}

  static GatewayOptions options(Settings settings) {
    return new GatewayOptions(
        settings.get(ConfigKeys.HTTP_HOST),
        settings.get(ConfigKeys.HTTP_PORT),
        settings.get(ConfigKeys.HTTP_ALLOW_REMOTE),
        settings.get(ConfigKeys.HTTP_ALLOWED_ORIGINS),
        connections(settings),
        requests(settings));
  }

  private static ConnectionLimits connections(Settings settings) {
    return new ConnectionLimits(
        settings.get(ConfigKeys.HTTP_CONNECTIONS_MAX),
        settings.get(ConfigKeys.HTTP_CONNECTIONS_PER_ADDRESS_MAX),
        settings.get(ConfigKeys.HTTP_HEADER_TIMEOUT).toMillis(),
        Math.toIntExact(settings.get(ConfigKeys.HTTP_BODY_RATE_MIN)),
        settings.get(ConfigKeys.HTTP_IDLE_TIMEOUT).toMillis());
  }

  private static RequestLimits requests(Settings settings) {
    return new RequestLimits(
        Math.toIntExact(settings.get(ConfigKeys.HTTP_BODY_BYTES_MAX)),
        Math.toIntExact(settings.get(ConfigKeys.HTTP_EVENT_BYTES_MAX)),
        settings.get(ConfigKeys.HTTP_BATCH_EVENTS_MAX),
        Math.toIntExact(settings.get(ConfigKeys.HTTP_PAGE_BYTES_MAX)));
  }
}
