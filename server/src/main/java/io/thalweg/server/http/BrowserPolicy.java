package io.thalweg.server.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which web pages may use the server through somebody's browser: those that it serves itself, and
 * those of the origins that the operator has named. Without it any page that a user visits could
 * read and delete streams on that user's own machine.
 *
 * <p>What is no browser sends no {@code Origin} and is not concerned, but for the name by which it
 * calls us: see {@link #checkHost}.
 */
final class BrowserPolicy {
  private static final CharSequence SEC_FETCH_SITE = HttpHeaders.createOptimized("Sec-Fetch-Site");
  private static final CharSequence EXPOSED =
      HttpHeaders.createOptimized("Thalweg-Durability, Retry-After");
  private static final CharSequence PREFLIGHT_SECONDS = HttpHeaders.createOptimized("600");
  private static final Pattern LOCAL_HOST =
      Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?");

  private final Set<String> origins;
  private final Set<String> hosts = new HashSet<>();
  private final boolean localOnly;

  BrowserPolicy(GatewayOptions options) {
    this.origins = Set.copyOf(options.allowedOrigins());
    this.localOnly = !options.allowRemote();
    List.copyOf(origins).forEach(origin -> hosts.add(URI.create(origin).getAuthority()));
  }

  /**
   * Refuses what a foreign page has sent; adds what an allowed one needs to the answer.
   *
   * @throws Refusal if the request must not be served
   */
  void check(HttpServerRequest request) {
    MultiMap headers = request.headers();
    String host = headers.get(HttpHeaders.HOST);
    checkHost(host);
    String origin = headers.get(HttpHeaders.ORIGIN);
    if (origin == null) {
      checkSite(request, headers.get(SEC_FETCH_SITE));
    } else if (origins.contains(origin)) {
      allow(request.response(), origin);
    } else if (host == null || !origin.equals("http://" + host)) {
      throw Refusal.foreignOrigin();
    }
  }

  /**
   * A page may give its own domain the address 127.0.0.1 and would be of one origin with us then;
   * only the name that it calls us by tells.
   */
  private void checkHost(String host) {
    if (localOnly && host != null && !isLocal(host) && !hosts.contains(host)) {
      throw Refusal.closing(
          421,
          "foreign-host",
          "Foreign host",
          "Host",
          "the server listens for this machine only and goes by localhost or 127.0.0.1;"
              + " http.allow_remote and http.allowed_origins change that");
    }
  }

  private static boolean isLocal(String host) {
    return host.startsWith("127.0.0.1:")
        || host.startsWith("localhost:")
        || LOCAL_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  // Images, forms and links of foreign pages carry no Origin on GET, and groups are consumed by
  // GET.
  private static void checkSite(HttpServerRequest request, String site) {
    boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
    String path = request.path();
    if (foreign && (path.startsWith("/stream/") || path.equals("/transaction"))) {
      throw Refusal.foreignOrigin();
    }
  }

  private static void allow(HttpServerResponse response, String origin) {
    response
        .headers()
        .set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
        .set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED)
        .add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
  }

  /** Whether the request is a browser's question whether it may send another one. */
  static boolean isPreflight(HttpServerRequest request) {
    return request.method() == HttpMethod.OPTIONS
        && request.headers().contains(HttpHeaders.ORIGIN)
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }

  /** Answers a preflight of an origin that {@link #check} let pass. */
  static void answerPreflight(HttpServerRequest request, String allow) {
    MultiMap headers = request.response().headers();
    headers
        .set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, allow)
        .set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    String wanted = request.headers().get(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    if (wanted != null) {
      headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
    }
    request.response().setStatusCode(204).end();
  }
}
