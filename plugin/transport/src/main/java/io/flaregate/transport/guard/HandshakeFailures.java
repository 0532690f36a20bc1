package io.flaregate.transport.guard;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells by a failure why a TLS handshake failed. The JDK has no types for most reasons, so its
 * words decide; what they do not tell is {@code other}. The set of reasons is small and fixed.
 */
final class HandshakeFailures {
  private HandshakeFailures() {}

  static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String byType = byType(cause);
      if (byType != null) {
        return byType;
      }
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String byText = byText(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT));
      if (byText != null) {
        return byText;
      }
    }
    return failure instanceof ClosedChannelException ? "closed" : "other";
  }

  private static @Nullable String byType(Throwable cause) {
    if (cause instanceof NotSslRecordException) {
      return "not_tls";
    }
    if (cause instanceof SslHandshakeTimeoutException) {
      return "timeout";
    }
    if (cause instanceof CertificateExpiredException
        || cause instanceof CertificateNotYetValidException) {
      return "certificate_expired";
    }
    return cause instanceof CertPathBuilderException ? "unknown_authority" : null;
  }

  private static @Nullable String byText(String text) {
    if (text.contains("empty client certificate") || text.contains("certificate_required")) {
      return "no_certificate";
    }
    if (text.contains("extended key usage") || text.contains("does not permit use for tls")) {
      return "certificate_usage";
    }
    if (text.contains("received fatal alert") || text.contains("received close_notify")) {
      return "refused_by_client";
    }
    if (text.contains("protocol")
        && (text.contains("not enabled") || text.contains("not supported"))) {
      return "tls_version";
    }
    if (text.contains("no cipher suites in common")) {
      return "cipher_suites";
    }
    if (text.contains("not an ssl/tls record") || text.contains("plaintext connection")) {
      return "not_tls";
    }
    return text.contains("handshake message size") ? "too_large" : null;
  }
}
