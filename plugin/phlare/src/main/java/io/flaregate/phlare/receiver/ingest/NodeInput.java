package io.flaregate.phlare.receiver.ingest;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.OverBudgetException;

/**
 * The nodes of a body of format {@code trie} or {@code tree}, parents before their children: for
 * each the length of its name, the name, its value and how many children it has; the numbers are
 * varints (seven bits a byte, the lowest first).
 *
 * <p>A few bytes a node can stand for stacks as deep as there are nodes, so what is made of them is
 * bounded by itself: frames are booked, and limited.
 */
final class NodeInput {
  /** Frames of all samples together: as many as a request may have by default limits. */
  static final int MAX_FRAMES = 1 << 24;

  /** Nodes below each other: far beyond any stacktrace, and little to keep. */
  static final int MAX_DEPTH = 1 << 16;

  private static final int MIN_NODE_BYTES = 3;
  private static final int MAX_VARINT_BYTES = 10;
  private static final int BOOKED_FRAMES = 1 << 14;

  private final String format;
  private final byte[] bytes;
  private final int end;
  private final Admission account;
  private int at;
  private int nodes;
  private int nameFrom;
  private int nameTo;
  private long value;
  private int children;
  private long frames;
  private long bookedFrames;

  NodeInput(String format, Body body, Admission account) {
    this.format = format;
    bytes = body.array();
    end = body.length();
    this.account = account;
  }

  /**
   * Reads the next node.
   *
   * @throws AnswerException if it is cut off, or has more children than can follow
   */
  void next() {
    nodes++;
    long length = number("the length of its name");
    if (length < 0 || length > end - at) {
      throw malformed(
          "its name is "
              + Long.toUnsignedString(length)
              + " bytes long, but "
              + (end - at)
              + " bytes follow");
    }
    nameFrom = at;
    at += (int) length;
    nameTo = at;
    value = number("its value");
    if (value < 0) {
      throw malformed("its value " + Long.toUnsignedString(value) + " is beyond 2^63 - 1");
    }
    long count = number("the number of its children");
    if (count < 0 || count > (end - at) / MIN_NODE_BYTES) {
      throw malformed(
          "it has "
              + Long.toUnsignedString(count)
              + " children, but only "
              + (end - at)
              + " bytes follow");
    }
    children = (int) count;
  }

  private long number(String what) {
    long number = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (at == end) {
        throw malformed("the body ends within " + what);
      }
      int each = bytes[at++];
      if (i == MAX_VARINT_BYTES - 1 && (each & 0xfe) != 0) {
        break;
      }
      number |= (long) (each & 0x7f) << (7 * i);
      if (each >= 0) {
        return number;
      }
    }
    throw malformed(what + " is longer than 64 bits");
  }

  /** Where the bytes of names are. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the name of the node starts. */
  int nameFrom() {
    return nameFrom;
  }

  /** Where it ends. */
  int nameTo() {
    return nameTo;
  }

  /** The value of the node itself, without its children's. */
  long value() {
    return value;
  }

  /** How many children follow. */
  int children() {
    return children;
  }

  /**
   * Checks that a node may be opened.
   *
   * @param depth how many are open
   * @throws AnswerException if those are too many
   */
  void checkDepth(int depth) {
    if (depth == MAX_DEPTH) {
      throw malformed("nodes are nested more than " + MAX_DEPTH + " deep");
    }
  }

  /**
   * Counts frames of a sample.
   *
   * @throws AnswerException if they are too many together, or there is no room for them now
   */
  void countFrames(int count) {
    frames += count;
    if (frames > MAX_FRAMES) {
      throw malformed("stacktraces have more than " + MAX_FRAMES + " frames together");
    }
    while (frames > bookedFrames) {
      if (!account.grow((long) BOOKED_FRAMES * Integer.BYTES)) {
        throw new AnswerException(new OverBudgetException().answer());
      }
      bookedFrames += BOOKED_FRAMES;
    }
  }

  /**
   * Tells that all nodes are read.
   *
   * @throws AnswerException if anything follows them
   */
  void finish() {
    if (at < end) {
      throw malformed((end - at) + " bytes follow the last node");
    }
  }

  /** What refuses the body because of the node that was read last. */
  AnswerException malformed(String problem) {
    return new AnswerException(
        Answer.refused(
            Answer.Kind.UNDECODABLE,
            "request is not a valid " + format + ": node " + nodes + ": " + problem));
  }
}
