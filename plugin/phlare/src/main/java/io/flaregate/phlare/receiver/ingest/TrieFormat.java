package io.flaregate.phlare.receiver.ingest;

import io.flaregate.phlare.receiver.batch.Batch;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import java.util.Arrays;

/**
 * A trie of folded stacks, as older agents send it (see {@link NodeInput}): the names from the root
 * to a node, one after the other, are a stack; nodes with a value are samples.
 */
final class TrieFormat {
  /** Bytes of all samples' stacks together, which bounds the work. */
  private static final long MAX_STACK_BYTES = 1L << 28;

  private final NodeInput in;
  private final ProfileColumns columns;
  private final FoldedStack stacks;

  /** Of each open node how many children are to come, and how long its parent's stack is. */
  private int[] left = new int[64];

  private int[] lengths = new int[64];
  private int depth;
  private byte[] stack = new byte[256];
  private int length;
  private long stackBytes;

  private TrieFormat(NodeInput in, ProfileColumns columns) {
    this.in = in;
    this.columns = columns;
    stacks = new FoldedStack(columns);
  }

  /**
   * Reads stacks. A body without a byte has none.
   *
   * @throws AnswerException if the body is no trie
   */
  static void read(IngestQuery query, Body body, Batch batch, Admission account) {
    AppType type = AppType.of(query.name().app());
    ProfileColumns columns = type.columns(query.periodNanos());
    TrieFormat format = new TrieFormat(new NodeInput("trie", body, account), columns);
    if (body.length() > 0) {
      format.read();
    }
    format.stacks.warn(batch);
    batch.add(
        query.labels(type.metric(), type.app()),
        columns.build(query.fromNanos(), query.durationNanos(), body.length()),
        body.length());
  }

  private void read() {
    do {
      int before = length;
      in.next();
      append();
      if (in.value() > 0) {
        sample();
      }
      if (in.children() > 0) {
        open(before);
      } else {
        length = before;
        close();
      }
    } while (depth > 0);
    in.finish();
  }

  private void open(int before) {
    in.checkDepth(depth);
    if (depth == left.length) {
      left = Arrays.copyOf(left, 2 * depth);
      lengths = Arrays.copyOf(lengths, 2 * depth);
    }
    left[depth] = in.children();
    lengths[depth] = before;
    depth++;
  }

  /** A node without children is read: so are those of which it was the last descendant. */
  private void close() {
    while (depth > 0 && left[depth - 1] == 1) {
      depth--;
      length = lengths[depth];
    }
    if (depth > 0) {
      left[depth - 1]--;
    }
  }

  /** A stack is never longer than the body. */
  private void append() {
    int added = in.nameTo() - in.nameFrom();
    if (stack.length - length < added) {
      stack = Arrays.copyOf(stack, Math.max(length + added, 2 * stack.length));
    }
    System.arraycopy(in.bytes(), in.nameFrom(), stack, length, added);
    length += added;
  }

  private void sample() {
    stackBytes += length;
    if (stackBytes > MAX_STACK_BYTES) {
      throw in.malformed("stacktraces are more than " + MAX_STACK_BYTES + " bytes long together");
    }
    in.countFrames(stacks.sample(stack, 0, length));
    columns.value(in.value());
  }
}
