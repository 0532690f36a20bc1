package io.flaregate.transport.admission;

/** Where bytes are booked before they are allocated. */
@FunctionalInterface
public interface ByteAccount {

  /** Books nothing and refuses nothing. */
  ByteAccount UNLIMITED = bytes -> true;

  /**
   * Books more bytes.
   *
   * @param bytes how many, ≥ 0
   * @return false, and nothing is booked, if they are not to be had
   */
  boolean grow(long bytes);
}
