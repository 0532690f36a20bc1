package io.flaregate.transport.compress;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The encodings that a body may come in. */
public enum ContentEncoding {
  IDENTITY,
  GZIP,
  ZSTD,
  /** zlib, as HTTP and gRPC mean it. */
  DEFLATE,
  /** Either format of snappy in bodies, the framing format in messages of gRPC. */
  SNAPPY;

  private static final String TOKENS =
      Arrays.stream(values()).map(ContentEncoding::token).collect(Collectors.joining(", "));

  private final String token = name().toLowerCase(Locale.ROOT);

  /** The word in {@code Content-Encoding} and {@code grpc-encoding}. */
  public String token() {
    return token;
  }

  /** The words of all encodings, as {@code Accept-Encoding} lists them. */
  public static String tokens() {
    return TOKENS;
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
      case "deflate", "zlib" -> DEFLATE;
      case "snappy", "x-snappy-framed" -> SNAPPY;
      default -> throw new UnsupportedEncodingException(header == null ? "" : header.trim());
    };
  }
}
