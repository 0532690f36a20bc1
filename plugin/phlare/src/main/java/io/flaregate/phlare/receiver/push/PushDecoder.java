package io.flaregate.phlare.receiver.push;

import io.flaregate.phlare.receiver.batch.Batch;
import io.flaregate.phlare.receiver.batch.LabelPairs;
import io.flaregate.phlare.receiver.batch.PprofIntake;
import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import java.util.Arrays;

/**
 * Reads {@code push.v1.PushRequest}: series with labels, each with pprofs. Annotations and IDs are
 * skipped: the store is keyed by series and time, and needs neither.
 */
final class PushDecoder {
  private static final int LENGTH = ProtoReader.LENGTH;
  private static final int SERIES = (1 << 3) | LENGTH;
  private static final int LABELS = (1 << 3) | LENGTH;
  private static final int SAMPLES = (2 << 3) | LENGTH;
  private static final int RAW_PROFILE = (1 << 3) | LENGTH;
  private static final int NAME = (1 << 3) | LENGTH;
  private static final int VALUE = (2 << 3) | LENGTH;
  private static final byte[] NOTHING = {};

  private final ProtoReader in = new ProtoReader();
  private final PprofIntake.Reader profiles;
  private int labels;

  // Counted in both walks.
  private int samples;

  private PushDecoder(PprofIntake.Reader profiles) {
    this.profiles = profiles;
  }

  /**
   * Reads a request into a batch.
   *
   * @throws AnswerException if it is not such a message
   */
  static void decode(Body body, PprofIntake.Reader profiles) {
    try {
      new PushDecoder(profiles).read(body);
    } catch (MalformedProtoException e) {
      throw new AnswerException(
          Answer.refused(Answer.Kind.UNDECODABLE, "not a PushRequest: " + e.getMessage()));
    }
  }

  private void read(Body body) throws MalformedProtoException {
    // Before anything is inflated, the whole message must hold together.
    in.reset(body.array(), 0, body.length());
    walk(false);
    in.reset(body.array(), 0, body.length());
    walk(true);
  }

  private void walk(boolean takes) throws MalformedProtoException {
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag == SERIES) {
        readSeries(takes);
      } else {
        in.skipUnknown(tag, 1);
      }
    }
  }

  private void readSeries(boolean takes) throws MalformedProtoException {
    LabelPairs pairs = new LabelPairs();
    IntColumn slices = new IntColumn();
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case LABELS -> readLabel(pairs, takes);
        case SAMPLES -> readSample(slices);
        default -> in.skipUnknown(tag, 2);
      }
    }
    in.pop(outer);
    for (int i = 0; takes && i < slices.size(); i += 2) {
      profiles.read(pairs, in.source(), slices.get(i), slices.get(i + 1));
    }
  }

  private void readLabel(LabelPairs pairs, boolean takes) throws MalformedProtoException {
    byte[] name = NOTHING;
    byte[] value = NOTHING;
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case NAME -> name = text(takes);
        case VALUE -> value = text(takes);
        default -> in.skipUnknown(tag, 2);
      }
    }
    in.pop(outer);
    if (!takes && ++labels > Batch.MAX_LABELS) {
      throw tooMany(Batch.MAX_LABELS + " labels");
    }
    if (takes) {
      pairs.add(name, value);
    }
  }

  private static AnswerException tooMany(String what) {
    return new AnswerException(
        Answer.refused(
            Answer.Kind.INVALID, "request has more than " + what + "; send it in parts"));
  }

  private byte[] text(boolean takes) throws MalformedProtoException {
    int length = in.readLength();
    int from = in.position();
    in.seek(from + length);
    return takes ? Arrays.copyOfRange(in.source(), from, from + length) : NOTHING;
  }

  /** A sample without a profile is one with an empty profile. */
  private void readSample(IntColumn slices) throws MalformedProtoException {
    int from = 0;
    int to = 0;
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag == RAW_PROFILE) {
        int length = in.readLength();
        from = in.position();
        to = from + length;
        in.seek(to);
      } else {
        in.skipUnknown(tag, 1);
      }
    }
    in.pop(outer);
    if (++samples > 2 * Batch.MAX_PROFILES) {
      throw tooMany(Batch.MAX_PROFILES + " profiles");
    }
    slices.add(from);
    slices.add(to);
  }
}
