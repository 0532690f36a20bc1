package io.flaregate.spi.profiles;

/**
 * The places in code that stacktraces run through; entry 0 is "none". A location has several lines
 * where functions were inlined, the innermost first.
 */
public final class Locations {
  private final int[] mappings;
  private final long[] addresses;
  private final byte[] folded;
  private final int[] lineEnds;
  private final int[] lineFunctions;
  private final long[] lineNumbers;
  private final long[] lineColumns;

  /**
   * A table over columns that from now on belong to it.
   *
   * @param mappings mapping of each, 0 if none
   * @param addresses instruction address of each, 0 if not told
   * @param folded 1 if several symbols share its address; empty if none does
   * @param lineEnds where the lines of each end in the three columns below; they start where those
   *     of the one before end
   * @param lineFunctions function of each line
   * @param lineNumbers line number of each line, 0 if not told
   * @param lineColumns column of each line, 0 if not told; empty if none is
   */
  public Locations(
      int[] mappings,
      long[] addresses,
      byte[] folded,
      int[] lineEnds,
      int[] lineFunctions,
      long[] lineNumbers,
      long[] lineColumns) {
    this.mappings = mappings;
    this.addresses = addresses;
    this.folded = folded;
    this.lineEnds = lineEnds;
    this.lineFunctions = lineFunctions;
    this.lineNumbers = lineNumbers;
    this.lineColumns = lineColumns;
  }

  /** The number of entries, entry 0 included. */
  public int size() {
    return mappings.length;
  }

  /** The mapping of a location; 0 if none. */
  public int mapping(int index) {
    return mappings[index];
  }

  /** The instruction address of a location; 0 if not told. */
  public long address(int index) {
    return addresses[index];
  }

  /** Whether several symbols share the address of a location. */
  public boolean isFolded(int index) {
    return folded.length != 0 && folded[index] != 0;
  }

  /** The first line of a location, an index for the accessors of lines. */
  public int lineStart(int index) {
    return index == 0 ? 0 : lineEnds[index - 1];
  }

  /** The index after the last line of a location. */
  public int lineEnd(int index) {
    return lineEnds[index];
  }

  /** The number of lines of all locations. */
  public int lineCount() {
    return lineFunctions.length;
  }

  /** The function of a line. */
  public int lineFunction(int index) {
    return lineFunctions[index];
  }

  /** The number of a line; 0 if not told. */
  public long lineNumber(int index) {
    return lineNumbers[index];
  }

  /** The column of a line; 0 if not told. */
  public long lineColumn(int index) {
    return lineColumns.length == 0 ? 0 : lineColumns[index];
  }
}
