package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.BasicAuthConfig;
import io.flaregate.phlare.config.PhlareExporterConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The header {@code Authorization} towards a remote distributor: basic, bearer or none. A secret
 * that stands in a file is read again from time to time, so that a rotated one needs no restart.
 * Thread-safe.
 */
public final class Credentials {
  /** A larger file is none that holds a secret. */
  private static final int MAX_FILE_BYTES = 64 << 10;

  private static final long REREAD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String username;
  private final boolean basic;
  private final String secret;
  private final String file;
  private final LongSupplier nanos;
  private String header = "";
  private long readNanos;
  private boolean hasRead;

  private Credentials(
      boolean basic, String username, String secret, String file, LongSupplier nanos) {
    this.basic = basic;
    this.username = username;
    this.secret = secret;
    this.file = file;
    this.nanos = requireNonNull(nanos, "nanos is null");
  }

  /**
   * The credentials that a configuration names.
   *
   * @param nanos the clock that says when a file is read again
   */
  public static Credentials of(PhlareExporterConfig config, LongSupplier nanos) {
    BasicAuthConfig auth = config.basicAuth();
    return auth == null
        ? new Credentials(false, "", config.bearerToken().value(), config.bearerTokenFile(), nanos)
        : new Credentials(
            true, auth.username(), auth.password().value(), auth.passwordFile(), nanos);
  }

  /**
   * The value of the header; empty if there are no credentials.
   *
   * @throws IOException if the file cannot be read, or holds no secret that a header can carry; the
   *     message names the file and never what it holds
   */
  public synchronized String authorization() throws IOException {
    long now = nanos.getAsLong();
    if (!hasRead || (!file.isEmpty() && now - readNanos >= REREAD_NANOS)) {
      header = header(file.isEmpty() ? secret : read());
      hasRead = true;
      readNanos = now;
    }
    return header;
  }

  private String header(String value) {
    if (basic) {
      byte[] pair = (username + ":" + value).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(pair);
    }
    return value.isEmpty() ? "" : "Bearer " + value;
  }

  private String read() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      bytes = in.readNBytes(MAX_FILE_BYTES);
    }
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (bytes.length == MAX_FILE_BYTES
        || text.isEmpty()
        || !text.chars().allMatch(c -> c >= ' ' && c != 0x7f)) {
      throw new IOException(file + " holds no secret in one line");
    }
    return text;
  }
}
