package io.flaregate.spi.profiles;

/**
 * Lists of attributes: of resources and scopes in the order in which they came, of samples as sets
 * (sorted by key, each key once). List 0 is the empty one.
 */
public final class AttributeLists {
  private final int[] ends;
  private final int[] attributes;

  /**
   * A table over columns that from now on belong to it.
   *
   * @param ends where each list ends in the column of attributes; it starts where the one before
   *     ends
   * @param attributes attributes of all lists, one after another
   */
  public AttributeLists(int[] ends, int[] attributes) {
    this.ends = ends;
    this.attributes = attributes;
  }

  private static final AttributeLists EMPTY = new AttributeLists(new int[1], new int[0]);

  /** The empty list only. */
  public static AttributeLists empty() {
    return EMPTY;
  }

  /** The number of lists, the empty one included. */
  public int size() {
    return ends.length;
  }

  /** Where a list starts, an index for {@link #attribute}. */
  public int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** The index after the end of a list. */
  public int end(int index) {
    return ends[index];
  }

  /** An attribute of a list, {@code at} from {@link #start} to before {@link #end}. */
  public int attribute(int at) {
    return attributes[at];
  }
}
