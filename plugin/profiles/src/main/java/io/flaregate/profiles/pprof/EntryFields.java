package io.flaregate.profiles.pprof;

/** The fields of the function, or of the location and its line, that is being read. */
final class EntryFields {
  long id;

  // Of functions.
  long name;
  long systemName;
  long file;
  long startLine;

  // Of locations.
  long mapping;
  long address;

  // Of lines.
  long function;
  long number;
  long column;

  /** Before a function is read. */
  void clearFunction() {
    id = 0;
    name = 0;
    systemName = 0;
    file = 0;
    startLine = 0;
  }

  /** Before a location is read. */
  void clearLocation() {
    id = 0;
    mapping = 0;
    address = 0;
  }

  /** Before a line is read. */
  void clearLine() {
    function = 0;
    number = 0;
    column = 0;
  }
}
