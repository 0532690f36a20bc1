package io.flaregate.spi.profiles;

/** Keys and values of resources, scopes and samples; entry 0 is "none". */
public final class Attributes {
  private final int[] keys;
  private final byte[] kinds;
  private final long[] values;

  /**
   * A table over columns that from now on belong to it.
   *
   * @param keys texts: the key of each
   * @param kinds ordinal of the {@link AttributeKind} of each
   * @param values the text, or the number, of each; 0 if its kind is none
   */
  public Attributes(int[] keys, byte[] kinds, long[] values) {
    this.keys = keys;
    this.kinds = kinds;
    this.values = values;
  }

  /** The number of entries, entry 0 included. */
  public int size() {
    return keys.length;
  }

  /** The text that holds the key of an attribute. */
  public int key(int index) {
    return keys[index];
  }

  /** What the value of an attribute is. */
  public AttributeKind kind(int index) {
    return AttributeKind.of(kinds[index]);
  }

  /** The text that an attribute of kind STRING holds. */
  public int string(int index) {
    return (int) values[index];
  }

  /** The number that an attribute of another kind holds. */
  public long number(int index) {
    return values[index];
  }
}
