package io.thalweg.storage.redis;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;

/** What TLS does not like about a server's certificate, and what to change. */
final class TlsFailure {
  private TlsFailure() {}

  /** What follows the server's name in the message; null if it is not the certificate. */
  static String of(Throwable failure) {
    Throwable untrusted =
        first(failure, CertPathBuilderException.class, CertPathValidatorException.class);
    if (untrusted != null) {
      return "has a certificate that is not trusted ("
          + untrusted.getMessage()
          + "): set ssl_root_cert to the PEM file of the authority that signed it";
    }
    Throwable other = first(failure, CertificateException.class);
    return other == null
        ? null
        : "has a certificate that is not for this host ("
            + other.getMessage()
            + "): put the name that it is for into the uri, or have one made for this name";
  }

  private static Throwable first(Throwable failure, Class<?>... kinds) {
    for (Throwable next = failure; next != null; next = next.getCause()) {
      for (Class<?> kind : kinds) {
        if (kind.isInstance(next)) {
          return next;
        }
      }
    }
    return null;
  }
}
