package io.flaregate.phlare.compress;

/**
 * Makes raw deflate streams (RFC 1951) of byte arrays, one call each. Serves one thread at a time;
 * holds native memory until it is closed.
 */
interface DeflateEngine extends AutoCloseable {

  /**
   * Compresses a part of an array into the start of another.
   *
   * @return how many bytes were written; −1 if {@code target} has no room for the whole stream
   */
  int deflate(byte[] source, int offset, int length, byte[] target);

  /** Which code does it, for logs. */
  String name();

  @Override
  void close();
}
