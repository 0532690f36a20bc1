package io.flaregate.phlare.receiver.ingest;

import io.flaregate.phlare.receiver.batch.Batch;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import java.util.Arrays;

/**
 * A tree of frames (see {@link NodeInput}): each node is a frame that its parent's called, the root
 * and others without a name are none; nodes with a value of their own are samples.
 */
final class TreeFormat {
  /** The location of a node without a name. */
  private static final int NONE = 0;

  private final NodeInput in;
  private final ProfileColumns columns;
  private final FoldedStack texts;

  /** Of each open node the location, and how many children are still to come. */
  private int[] open = new int[64];

  private int[] left = new int[64];
  private int[] stack = new int[64];
  private int depth;

  private TreeFormat(NodeInput in, ProfileColumns columns) {
    this.in = in;
    this.columns = columns;
    texts = new FoldedStack(columns);
  }

  /**
   * Reads a tree. A body without a byte has no samples.
   *
   * @throws AnswerException if the body is no tree
   */
  static void read(IngestQuery query, Body body, Batch batch, Admission account) {
    AppType type = AppType.of(query.name().app());
    ProfileColumns columns = type.columns(query.periodNanos());
    TreeFormat format = new TreeFormat(new NodeInput("tree", body, account), columns);
    if (body.length() > 0) {
      format.read();
    }
    format.texts.warn(batch);
    batch.add(
        query.labels(type.metric(), type.app()),
        columns.build(query.fromNanos(), query.durationNanos(), body.length()),
        body.length());
  }

  private void read() {
    do {
      in.next();
      push();
      if (in.value() > 0) {
        sample();
      }
      while (depth > 0 && left[depth - 1] == 0) {
        depth--;
      }
      if (depth > 0) {
        left[depth - 1]--;
      }
    } while (depth > 0);
    in.finish();
  }

  private void push() {
    in.checkDepth(depth);
    if (depth == open.length) {
      open = Arrays.copyOf(open, 2 * depth);
      left = Arrays.copyOf(left, 2 * depth);
    }
    boolean named = in.nameTo() > in.nameFrom();
    open[depth] = named ? texts.location(in.bytes(), in.nameFrom(), in.nameTo()) : NONE;
    left[depth] = in.children();
    depth++;
  }

  /** Columns have the leaf first. */
  private void sample() {
    in.countFrames(depth);
    if (stack.length < depth) {
      stack = new int[open.length];
    }
    int count = 0;
    for (int i = depth - 1; i >= 0; i--) {
      if (open[i] != NONE) {
        stack[count++] = open[i];
      }
    }
    columns.sample(stack, count, 0);
    columns.value(in.value());
  }
}
