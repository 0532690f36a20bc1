package io.flaregate.benchmarks.floor;

import com.google.protobuf.Descriptors.Descriptor;

/**
 * The floor of a transformation: one walk over the input and one copy of as many bytes as the
 * output has. Not thread-safe.
 */
public final class Floor {
  private final WireWalk walk;
  private final byte[] source;
  private final byte[] target;

  /**
   * The floor of one transformation.
   *
   * @param input the type of the message that goes in
   * @param outputBytes how many bytes come out
   */
  public Floor(Descriptor input, int outputBytes) {
    walk = WireWalk.over(input);
    source = new byte[outputBytes];
    target = new byte[outputBytes];
  }

  /** Does the least, and returns something that depends on all of it. */
  public long run(byte[] input) {
    long sum = walk.walk(input);
    System.arraycopy(source, 0, target, 0, source.length);
    return sum + target.length;
  }
}
