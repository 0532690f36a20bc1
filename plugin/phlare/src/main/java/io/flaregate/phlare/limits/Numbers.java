package io.flaregate.phlare.limits;

/** Numbers in messages. */
public final class Numbers {
  private Numbers() {}

  /** A number as a user writes it: {@code 4}, not {@code 4.0}. */
  public static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
