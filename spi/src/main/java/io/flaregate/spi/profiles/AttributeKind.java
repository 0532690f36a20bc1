package io.flaregate.spi.profiles;

/** What the value of an attribute is. */
public enum AttributeKind {
  /** Nothing, or something that cannot be a label: a list, a map, bytes. */
  NONE,
  /** A text. A list of one text counts as that text. */
  STRING,
  /** A whole number. A list of one whole number counts as that number. */
  INT,
  /** True or false, as 1 or 0. */
  BOOL,
  /** A floating point number, as {@link Double#doubleToRawLongBits}. */
  DOUBLE;

  private static final AttributeKind[] VALUES = values();

  static AttributeKind of(byte ordinal) {
    return VALUES[ordinal];
  }
}
