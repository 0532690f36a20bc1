package io.flaregate.spi.profiles;

/** The functions that lines lie in; entry 0 is "none". */
public final class Functions {
  private final int[] names;
  private final int[] systemNames;
  private final int[] fileNames;
  private final long[] startLines;

  /**
   * A table over columns that from now on belong to it.
   *
   * @param names texts: the name for people
   * @param systemNames texts: the name in the binary, 0 if not told
   * @param fileNames texts: the source file, 0 if not told
   * @param startLines the line at which each starts, 0 if not told
   */
  public Functions(int[] names, int[] systemNames, int[] fileNames, long[] startLines) {
    this.names = names;
    this.systemNames = systemNames;
    this.fileNames = fileNames;
    this.startLines = startLines;
  }

  /** The number of entries, entry 0 included. */
  public int size() {
    return names.length;
  }

  /** The text that holds the name of a function. */
  public int name(int index) {
    return names[index];
  }

  /** The text that holds the name in the binary. */
  public int systemName(int index) {
    return systemNames[index];
  }

  /** The text that holds the source file. */
  public int fileName(int index) {
    return fileNames[index];
  }

  /** The line at which a function starts; 0 if not told. */
  public long startLine(int index) {
    return startLines[index];
  }
}
