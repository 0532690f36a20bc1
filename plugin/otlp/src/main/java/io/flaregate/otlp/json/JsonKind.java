package io.flaregate.otlp.json;

/** The types of fields that OTLP profiles have, each with its form in JSON. */
enum JsonKind {
  /** A string. */
  STRING(false),
  /** A number, or a string of decimal digits, from −2^31 to 2^31−1. */
  INT32(true),
  /** A number, or a string of decimal digits, from 0 to 2^32−1. */
  UINT32(true),
  /** A number, or a string of decimal digits, from −2^63 to 2^63−1. */
  INT64(true),
  /** A number, or a string of decimal digits, from 0 to 2^64−1. */
  UINT64(true),
  /** As {@link #UINT64}; eight bytes on the wire. */
  FIXED64(true),
  /** A number, a string of one, {@code "NaN"}, {@code "Infinity"} or {@code "-Infinity"}. */
  DOUBLE(true),
  /** {@code true} or {@code false}. */
  BOOL(true),
  /** A string of hexadecimal digits: trace, span and profile ids. */
  HEX(false),
  /** A string in base64, with the usual or the URL alphabet. */
  BASE64(false),
  /** An object. */
  MESSAGE(false);

  private final boolean packs;

  JsonKind(boolean packs) {
    this.packs = packs;
  }

  /** Whether a list of them is one packed field. */
  boolean packs() {
    return packs;
  }
}
