package io.flaregate.transport.compress;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The encodings that a body may come in. */
public enum ContentEncoding {
  IDENTITY,
  GZIP,
  ZSTD;

  private final String token = name().toLowerCase(Locale.ROOT);

  /** The word in {@code Content-Encoding} and {@code grpc-encoding}. */
  public String token() {
    return token;
  }

  /**
   * The encoding that a {@code Content-Encoding} header names; none, empty, {@code identity} and
   * {@code none} (which some exporters send) all mean {@link #IDENTITY}. Upper and lower case are
   * the same (RFC 9110, section 8.4.1).
   *
   * @throws UnsupportedEncodingException if it names another, or several
   */
  public static ContentEncoding of(@Nullable String header) throws UnsupportedEncodingException {
    String word = header == null ? "" : header.trim().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "", "identity", "none" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "zstd" -> ZSTD;
      default -> throw new UnsupportedEncodingException(header == null ? "" : header.trim());
    };
  }
}
