package io.flaregate.phlare.receiver.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.phlare.receiver.batch.Batch;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;

/**
 * Folded stacks, a line each, frames from the root on with {@code ;} between them: {@code groups}
 * have a space and a number at the end of each line, {@code lines} count one each.
 */
final class FoldedFormat {
  /** Zeros in front of a number may make it longer than any long is. */
  private static final int MAX_NUMBER_BYTES = 64;

  private final byte[] bytes;
  private final int end;
  private final boolean counts;
  private final ProfileColumns columns;
  private final FoldedStack stacks;

  private FoldedFormat(Body body, boolean counts, ProfileColumns columns) {
    bytes = body.array();
    end = body.length();
    this.counts = counts;
    this.columns = columns;
    stacks = new FoldedStack(columns);
  }

  /**
   * Reads stacks.
   *
   * @param counts whether lines end with a number
   * @throws AnswerException if what follows the last space of a line is not a number
   */
  static void read(IngestQuery query, Body body, boolean counts, Batch batch) {
    AppType type = AppType.of(query.name().app());
    ProfileColumns columns = type.columns(query.periodNanos());
    FoldedFormat format = new FoldedFormat(body, counts, columns);
    format.read();
    format.stacks.warn(batch);
    batch.add(
        query.labels(type.metric(), type.app()),
        columns.build(query.fromNanos(), query.durationNanos(), body.length()),
        body.length());
  }

  private void read() {
    int number = 0;
    for (int at = 0; at < end; ) {
      int lineEnd = at;
      while (lineEnd < end && bytes[lineEnd] != '\n') {
        lineEnd++;
      }
      number++;
      int to = lineEnd > at && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
      line(at, to, number);
      at = lineEnd + 1;
    }
  }

  private void line(int from, int to, int number) {
    if (!counts) {
      if (to > from) {
        stacks.sample(bytes, from, to);
        columns.value(1);
      }
      return;
    }
    int space = to - 1;
    while (space >= from && bytes[space] != ' ') {
      space--;
    }
    // A line without a space is no stack, as upstream has it.
    if (space >= from) {
      long value = number(space + 1, to, number);
      stacks.sample(bytes, from, space);
      columns.value(value);
    }
  }

  private long number(int from, int to, int number) {
    try {
      // Never a part of it, which would be another number.
      String text = to - from > MAX_NUMBER_BYTES ? "" : new String(bytes, from, to - from, UTF_8);
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new AnswerException(
          Answer.refused(
              Answer.Kind.UNDECODABLE,
              "line " + number + ": what follows the last space is not a whole number"));
    }
  }
}
