package io.flaregate.phlare.push;

import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.profiles.StringTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Names what is stored: UUIDs of version 8 (RFC 9562, section 5.8) made of the first bits of the
 * SHA-256 of tenant, labels, time and uncompressed pprof. The same content has the same name in
 * every gateway and at every try. Ingesters only parse it; logs and tests tell profiles apart by
 * it.
 */
public final class SeriesId {
  private static final long VERSION_MASK = 0xf000L;
  private static final long VERSION_8 = 0x8000L;
  private static final long VARIANT_MASK = 0xc000_0000_0000_0000L;
  private static final long VARIANT_IETF = 0x8000_0000_0000_0000L;

  private final MessageDigest digest = sha256();
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

  /** A maker of names; serves one thread at a time. */
  public SeriesId() {}

  /**
   * The name of a profile of a series.
   *
   * @param row the row whose labels the series has
   * @param timeUnixNanos when the profile starts, nanoseconds since 1970
   * @param pprof holds the uncompressed pprof
   */
  public UUID of(
      String tenant,
      SeriesLabels labels,
      int row,
      long timeUnixNanos,
      byte[] pprof,
      int offset,
      int length) {
    digest.reset();
    byte[] owner = tenant.getBytes(StandardCharsets.UTF_8);
    add(owner.length);
    digest.update(owner);
    // Lengths keep different label sets from having the same bytes.
    StringTable strings = labels.strings();
    add(labels.end(row) - labels.start(row));
    for (int label = labels.start(row); label < labels.end(row); label++) {
      add(strings, labels.name(label));
      add(strings, labels.value(label));
    }
    add(timeUnixNanos);
    digest.update(pprof, offset, length);
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    long high = (hash.getLong() & ~VERSION_MASK) | VERSION_8;
    long low = (hash.getLong() & ~VARIANT_MASK) | VARIANT_IETF;
    return new UUID(high, low);
  }

  private void add(StringTable strings, int text) {
    add(strings.length(text));
    strings.visit(text, digest::update);
  }

  private void add(long value) {
    digest.update(number.clear().putLong(value).flip());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
