package io.flaregate.profiles.wire;

/** Reads packed fields whose varints are indices of a table, in one go. */
public final class PackedIndices {
  private PackedIndices() {}

  /**
   * Reads packed varints, each as {@link ProtoReader#readInt32} does, that should be indices of a
   * table.
   *
   * @param in stands before the length of the field, and behind the field afterwards
   * @param target where they go; it has room for one for each byte, or for as many as {@link
   *     ProtoScanner#countVarints} finds
   * @param from the index of the first
   * @param size all should be from 1 to below this
   * @return the index after the last; its complement if any is not what it should be
   */
  public static int read(ProtoReader in, int[] target, int from, int size)
      throws MalformedProtoException {
    int outer = in.push();
    int end = in.limit();
    // Where a varint of three bytes may start without running over the end.
    int safe = end - 2;
    byte[] source = in.source();
    int at = in.position();
    int to = from;
    int last = size - 1;
    int outside = 0;
    while (at < safe) {
      int value = source[at];
      if (value >= 0) {
        at++;
      } else {
        int second = source[at + 1];
        if (second >= 0) {
          value = (value & 0x7F) | (second << 7);
          at += 2;
        } else {
          int third = source[at + 2];
          if (third < 0) {
            break;
          }
          value = (value & 0x7F) | ((second & 0x7F) << 7) | (third << 14);
          at += 3;
        }
      }
      target[to++] = value;
      // Negative for an index below 1 or above the last.
      outside |= (value - 1) | (last - value);
    }
    in.seek(at);
    int read = readRest(in, target, to, last, outside);
    in.pop(outer);
    return read;
  }

  /** The last ones, and all from one on that is longer than most. */
  private static int readRest(ProtoReader in, int[] target, int from, int last, int found)
      throws MalformedProtoException {
    int to = from;
    int outside = found;
    while (in.hasMore()) {
      int value = in.readInt32();
      target[to++] = value;
      outside |= (value - 1) | (last - value) | value;
    }
    return outside < 0 ? ~to : to;
  }
}
