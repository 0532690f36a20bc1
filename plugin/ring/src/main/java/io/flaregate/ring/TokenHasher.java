package io.flaregate.ring;

import java.nio.charset.StandardCharsets;

/**
 * Computes ring tokens of series from UTF-8 byte slices, one label after the other, without
 * allocating anything.
 *
 * <p>A token is the 32-bit FNV-1 hash (multiply, then xor; not FNV-1a) of the tenant's bytes
 * followed by the label text {@code {name="value", name2="value2"}}: names raw, values quoted as
 * Go's {@code strconv.Quote} does (vector file {@code token.json}).
 *
 * <pre>{@code
 * TokenHasher hasher = new TokenHasher();
 * int tenantHash = TokenHasher.tenantHash(tenant); // once per request
 * hasher.start(tenantHash);
 * hasher.label(bytes, nameOffset, nameLength, bytes, valueOffset, valueLength); // by name
 * int token = hasher.token();
 * }</pre>
 *
 * <p>One instance serves one thread at a time and any number of series.
 */
public final class TokenHasher {
  /** FNV-1 offset basis: the hash of nothing. */
  public static final int SEED = 0x811c9dc5;

  private static final int PRIME = 0x01000193;

  private final byte[] escape = new byte[GoQuote.MAX_ESCAPE];
  private int hash = SEED;
  private boolean first = true;

  /** Creates a hasher; {@link #start} comes first. */
  public TokenHasher() {}

  /** The hash of one more byte. */
  public static int fnv1(int hash, byte b) {
    return hash * PRIME ^ (b & 0xff);
  }

  /**
   * The hash of more bytes.
   *
   * @throws IndexOutOfBoundsException if the slice is not within {@code bytes}
   */
  public static int fnv1(int hash, byte[] bytes, int offset, int length) {
    int h = hash;
    for (int i = offset, end = offset + length; i < end; i++) {
      h = h * PRIME ^ (bytes[i] & 0xff);
    }
    return h;
  }

  /** The hash of a tenant id, with which the token of each of its series starts. */
  public static int tenantHash(String tenant) {
    byte[] utf8 = tenant.getBytes(StandardCharsets.UTF_8);
    return fnv1(SEED, utf8, 0, utf8.length);
  }

  /** Begins a label set. The argument comes from {@link #tenantHash}. */
  public void start(int tenantHash) {
    hash = fnv1(tenantHash, (byte) '{');
    first = true;
  }

  /**
   * Adds one label. A distributor adds labels sorted by the bytes of their names; the hasher takes
   * them in the order given.
   *
   * @throws IndexOutOfBoundsException if a slice is not within its array
   */
  public void label(
      byte[] name, int nameOffset, int nameLength, byte[] value, int valueOffset, int valueLength) {
    int h = hash;
    if (!first) {
      h = fnv1(fnv1(h, (byte) ','), (byte) ' ');
    }
    h = fnv1(fnv1(h, name, nameOffset, nameLength), (byte) '=');
    hash = quoted(h, value, valueOffset, valueLength);
    first = false;
  }

  /** Ends the label set: the token, an unsigned 32-bit number. */
  public int token() {
    return fnv1(hash, (byte) '}');
  }

  /**
   * The hash of more text, quoted as Go's {@code strconv.Quote} does, quotes included.
   *
   * @throws IndexOutOfBoundsException if the slice is not within {@code utf8}
   */
  public int quoted(int hash, byte[] utf8, int offset, int length) {
    int h = fnv1(hash, (byte) '"');
    int end = offset + length;
    for (int i = offset; i < end; ) {
      if (GoQuote.isPlainAscii(utf8[i])) {
        h = h * PRIME ^ utf8[i++];
        continue;
      }
      int plain = GoQuote.plainLength(utf8, i, end);
      if (plain > 0) {
        h = fnv1(h, utf8, i, plain);
        i += plain;
      } else {
        h = fnv1(h, escape, 0, GoQuote.escape(utf8, i, -plain, escape));
        i -= plain;
      }
    }
    return fnv1(h, (byte) '"');
  }
}
