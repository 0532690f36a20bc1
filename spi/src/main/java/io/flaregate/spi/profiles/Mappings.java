package io.flaregate.spi.profiles;

/** The binaries and libraries that addresses lie in; entry 0 is "none". */
public final class Mappings {
  private final long[] memoryStarts;
  private final long[] memoryLimits;
  private final long[] fileOffsets;
  private final int[] fileNames;
  private final int[] buildIds;
  private final byte[] flags;

  /**
   * A table over columns that from now on belong to it.
   *
   * @param memoryStarts addresses at which each starts
   * @param memoryLimits addresses after its end
   * @param fileOffsets offsets in its file of the start
   * @param fileNames texts: its path
   * @param buildIds texts: its build id, 0 if it has none
   * @param flags any of the constants of this class, as the sender stated them
   */
  public Mappings(
      long[] memoryStarts,
      long[] memoryLimits,
      long[] fileOffsets,
      int[] fileNames,
      int[] buildIds,
      byte[] flags) {
    this.memoryStarts = memoryStarts;
    this.memoryLimits = memoryLimits;
    this.fileOffsets = fileOffsets;
    this.fileNames = fileNames;
    this.buildIds = buildIds;
    this.flags = flags;
  }

  /** The sender states that the symbols of this mapping have function names. */
  public static final int HAS_FUNCTIONS = 1;

  /** ... file names. */
  public static final int HAS_FILENAMES = 2;

  /** ... line numbers. */
  public static final int HAS_LINE_NUMBERS = 4;

  /** ... inlined frames. */
  public static final int HAS_INLINE_FRAMES = 8;

  /** The number of entries, entry 0 included. */
  public int size() {
    return fileNames.length;
  }

  /** The address at which a mapping starts. */
  public long memoryStart(int index) {
    return memoryStarts[index];
  }

  /** The address after the end of a mapping. */
  public long memoryLimit(int index) {
    return memoryLimits[index];
  }

  /** The offset in its file at which a mapping starts. */
  public long fileOffset(int index) {
    return fileOffsets[index];
  }

  /** The text that holds the path of a mapping. */
  public int fileName(int index) {
    return fileNames[index];
  }

  /** The text that holds the build id of a mapping; 0 if it has none. */
  public int buildId(int index) {
    return buildIds[index];
  }

  /** What the sender stated of its symbols. */
  public int flags(int index) {
    return flags[index];
  }
}
