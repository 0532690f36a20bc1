package io.flaregate.phlare.push;

import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells each trouble with TLS once, not for every push that it fails. Thread-safe. */
final class TlsTrouble {
  private String told = "";

  /** What is wrong with TLS according to a failure, for a person; empty if nothing is. */
  static String of(@Nullable Throwable failure) {
    boolean tls = false;
    String text = "";
    Throwable cause = failure;
    while (cause != null) {
      tls |= cause instanceof SSLException || cause instanceof CertificateException;
      text = cause.getMessage() == null ? text : cause.getMessage();
      cause = cause.getCause() == cause ? null : cause.getCause();
    }
    return tls ? text : "";
  }

  /** The trouble if it is not the one that was told last; else null. */
  synchronized @Nullable String news(String trouble) {
    if (trouble.isEmpty() || trouble.equals(told)) {
      return null;
    }
    told = trouble;
    return trouble;
  }

  /** Nothing is wrong any more. */
  synchronized void over() {
    told = "";
  }
}
