package io.flaregate.profiles.wire;

/** Passes over many fields of one kind at once. */
public final class FieldRuns {
  private FieldRuns() {}

  /**
   * Passes over fields of one kind that follow each other, as long as they are plain: a tag of one
   * byte, a length of two at most that is in range. What ends the run is not looked at further.
   *
   * @param in stands before the first field, and behind the last one afterwards
   * @param tag of wire type {@link ProtoReader#LENGTH}
   * @param minLength a shorter field ends the run
   * @return how many there were
   */
  public static int skip(ProtoReader in, int tag, int minLength) {
    byte[] source = in.source();
    int end = in.limit();
    int at = in.position();
    int count = 0;
    while (end - at > 2 && source[at] == tag) {
      int length = source[at + 1];
      int start = at + 2;
      if (length < 0) {
        int second = source[start++];
        if (second < 0) {
          break;
        }
        length = (length & 0x7F) | (second << 7);
      }
      if (length < minLength || length > end - start) {
        break;
      }
      at = start + length;
      count++;
    }
    in.seek(at);
    return count;
  }
}
