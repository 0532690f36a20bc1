package io.flaregate.benchmarks.guard;

import static java.util.Objects.requireNonNull;

/**
 * What a figure is of.
 *
 * @param kind bytes per operation, or a ratio of two times
 * @param name the operation, or the two that are compared
 * @param file the file that was measured; {@link #ALL} for a geometric mean over all
 */
record Figure(Kind kind, String name, String file) implements Comparable<Figure> {

  /** In the place of a file: all of them. */
  static final String ALL = "all";

  /** What is measured. */
  enum Kind {
    /** Bytes that an operation allocates. */
    BYTES,
    /** The time of an operation over the time of another in the same run. */
    RATIO
  }

  Figure {
    requireNonNull(kind, "kind is null");
    requireNonNull(name, "name is null");
    requireNonNull(file, "file is null");
  }

  static Figure bytes(String operation, String file) {
    return new Figure(Kind.BYTES, operation, file);
  }

  static Figure ratio(String operation, String baseline, String file) {
    return new Figure(Kind.RATIO, operation + "/" + baseline, file);
  }

  /** What was measured, without the baseline of a ratio. */
  String operation() {
    int slash = name.indexOf('/');
    return slash < 0 ? name : name.substring(0, slash);
  }

  boolean isMean() {
    return file.equals(ALL);
  }

  @Override
  public int compareTo(Figure other) {
    int byKind = kind.compareTo(other.kind);
    int byName = byKind != 0 ? byKind : name.compareTo(other.name);
    return byName != 0 ? byName : file.compareTo(other.file);
  }
}
