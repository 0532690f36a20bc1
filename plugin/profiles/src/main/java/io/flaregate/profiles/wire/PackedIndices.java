package io.flaregate.profiles.wire;

/** Reads packed fields whose varints are indices of a table, in one go. */
public final class PackedIndices {
  private int highest;

  /** A reader that has read no indices. */
  public PackedIndices() {}

  /** The highest index that was read; 0 if there was none above. */
  public int highest() {
    return highest;
  }

  /**
   * Reads packed varints, each as {@link ProtoReader#readInt32} does, that should be indices from 1
   * on.
   *
   * @param in stands before the length of the field, and behind the field afterwards
   * @param target where they go; it has room for one for each byte, or for as many as {@link
   *     ProtoScanner#countVarints} finds
   * @param from the index of the first
   * @return the index after the last; its complement if any is below 1
   */
  public int read(ProtoReader in, int[] target, int from) throws MalformedProtoException {
    int outer = in.push();
    int end = in.limit();
    // Where a varint of three bytes may start without running over the end.
    int safe = end - 2;
    byte[] source = in.source();
    int at = in.position();
    int to = from;
    int high = highest;
    int below = 0;
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
      high = Math.max(high, value);
      // Negative for 0.
      below |= value - 1;
    }
    highest = high;
    in.seek(at);
    int read = readRest(in, target, to, below);
    in.pop(outer);
    return read;
  }

  /** The last ones, and all from one on that is longer than most. */
  private int readRest(ProtoReader in, int[] target, int from, int found)
      throws MalformedProtoException {
    int to = from;
    int below = found;
    while (in.hasMore()) {
      int value = in.readInt32();
      target[to++] = value;
      highest = Math.max(highest, value);
      below |= (value - 1) | value;
    }
    return below < 0 ? ~to : to;
  }
}
