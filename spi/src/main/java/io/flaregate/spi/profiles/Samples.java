package io.flaregate.spi.profiles;

/**
 * The samples of all rows, one after another. A sample of a row with n value types has n values, at
 * {@link Rows#valueStart} + n × (sample − {@link Rows#sampleStart}).
 */
public final class Samples {
  private static final int[] ALL_ZERO = {};

  private final int[] stacks;
  private final int[] lists;
  private final int[] links;
  private final long[] values;

  /**
   * Samples over columns that from now on belong to them.
   *
   * @param stacks stacktrace of each sample
   * @param lists list of attributes of each sample; equal sets have equal lists; empty if no sample
   *     has any
   * @param links link of each sample, 0 if none; empty if no sample has any
   * @param values values of all samples
   */
  public Samples(int[] stacks, int[] lists, int[] links, long[] values) {
    if (differs(lists, stacks) || differs(links, stacks)) {
      throw new IllegalArgumentException("columns of samples differ in length");
    }
    this.stacks = stacks;
    this.lists = lists;
    this.links = links;
    this.values = values;
  }

  private static boolean differs(int[] column, int[] stacks) {
    return column.length != 0 && column.length != stacks.length;
  }

  /** The column of links or lists of samples of which none has any. */
  public static int[] allZero() {
    return ALL_ZERO;
  }

  /** The number of samples of all rows. */
  public int size() {
    return stacks.length;
  }

  /** The stacktrace of a sample. */
  public int stack(int sample) {
    return stacks[sample];
  }

  /** The list of attributes of a sample: sorted by key, each key once; 0 if it has none. */
  public int list(int sample) {
    return lists.length == 0 ? 0 : lists[sample];
  }

  /** The link of a sample; 0 if it has none. */
  public int link(int sample) {
    return links.length == 0 ? 0 : links[sample];
  }

  /** A value. */
  public long value(int at) {
    return values[at];
  }

  /** The number of values of all samples. */
  public int valueCount() {
    return values.length;
  }
}
