package io.flaregate.profiles.pprof;

/** What becomes of references to locations, mappings and functions that are not there. */
enum ReadMode {
  /** Samples that lead to one are left out, and those that lead to a location that says nothing. */
  STRICT,

  /** Samples that lead to one are left out. */
  LENIENT,

  /** The pprof is refused, and so is one with texts that are not UTF-8. */
  EXACT;

  /** Called for a reference to nothing. */
  void missing(String who, String what, long id) throws MalformedPprofException {
    if (this == EXACT) {
      throw new MalformedPprofException(
          who + " refers to " + what + " " + Long.toUnsignedString(id) + ", which is not there");
    }
  }

  /** Called for a text that is not UTF-8. */
  void notUtf8(int index) throws MalformedPprofException {
    if (this == EXACT) {
      throw new MalformedPprofException("string " + index + " is not UTF-8");
    }
  }
}
