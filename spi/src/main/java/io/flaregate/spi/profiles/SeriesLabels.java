package io.flaregate.spi.profiles;

import static java.util.Objects.requireNonNull;

/**
 * The labels of the rows of split profiles: per row unique names, sorted by their bytes. The texts
 * stand in a table of their own, small and free of the request's dictionary.
 */
public final class SeriesLabels {
  private final StringTable strings;
  private final int[] ends;
  private final int[] pairs;

  /**
   * Labels over columns that from now on belong to them.
   *
   * @param strings the names and values
   * @param ends where the labels of each row end, counted in pairs; they start where those of the
   *     row before end
   * @param pairs texts: name and value of each label in turn
   */
  public SeriesLabels(StringTable strings, int[] ends, int[] pairs) {
    this.strings = requireNonNull(strings, "strings is null");
    this.ends = ends;
    this.pairs = pairs;
  }

  /** The names and values. */
  public StringTable strings() {
    return strings;
  }

  /** The number of rows. */
  public int rows() {
    return ends.length;
  }

  /** The first label of a row, an index for {@link #name} and {@link #value}. */
  public int start(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  /** The index after the last label of a row. */
  public int end(int row) {
    return ends[row];
  }

  /** The text that holds the name of a label. */
  public int name(int label) {
    return pairs[2 * label];
  }

  /** The text that holds the value of a label. */
  public int value(int label) {
    return pairs[2 * label + 1];
  }
}
