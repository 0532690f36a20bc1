package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.profiles.StringTable;
import java.util.UUID;

/**
 * A series as it goes over the wire: one {@code push.v1.RawProfileSeries} inside a {@code
 * push.v1.PushRequest}, of which the pprof stays an array of its own. A push is nothing but series
 * one after another, so the replicas of a series share its bytes.
 *
 * <p>Immutable by agreement: nobody changes the arrays.
 */
public final class EncodedSeries {
  // PushRequest{series=1: RawProfileSeries{labels=1: LabelPair{name=1, value=2},
  // samples=2: RawSample{raw_profile=1, ID=2}}} (distributor.md, section 2). The ID goes before
  // the pprof, which protobuf allows, so that nothing follows the pprof.
  private static final int SERIES = 1;
  private static final int LABELS = 1;
  private static final int NAME = 1;
  private static final int VALUE = 2;
  private static final int SAMPLES = 2;
  private static final int RAW_PROFILE = 1;
  private static final int ID = 2;
  private static final int LENGTH_DELIMITED = 2;
  private static final int ID_BYTES = 36;
  private static final int HEAD_GUESS = 512;

  private final byte[] head;
  private final byte[] profile;
  private final int plainBytes;
  private final SeriesStamp stamp;

  private EncodedSeries(byte[] head, byte[] profile, int plainBytes, SeriesStamp stamp) {
    this.head = head;
    this.profile = profile;
    this.plainBytes = plainBytes;
    this.stamp = stamp;
  }

  /**
   * Frames a series.
   *
   * @param labels labels of several rows
   * @param row the row whose labels the series has
   * @param stamp its name, token and time
   * @param profile its pprof, compressed or not; from now on nobody may change it
   * @param plainBytes the size of the pprof before compression
   */
  public static EncodedSeries of(
      SeriesLabels labels, int row, SeriesStamp stamp, byte[] profile, int plainBytes) {
    requireNonNull(stamp, "stamp is null");
    byte[] pairs = pairs(labels, row);
    int sample = 1 + ProtoWriter.varintSize(ID_BYTES) + ID_BYTES;
    sample += 1 + ProtoWriter.varintSize(profile.length) + profile.length;
    int series = pairs.length + 1 + ProtoWriter.varintSize(sample) + sample;
    ProtoWriter head = new ProtoWriter(pairs.length + 3 * Long.BYTES + ID_BYTES);
    head.packed(tag(SERIES));
    head.packed(series);
    head.raw(pairs, 0, pairs.length);
    head.packed(tag(SAMPLES));
    head.packed(sample);
    head.string(ID, stamp.id().toString());
    head.packed(tag(RAW_PROFILE));
    head.packed(profile.length);
    return new EncodedSeries(head.toByteArray(), profile, plainBytes, stamp);
  }

  /**
   * A series of which {@link #head} and {@link #profile} were kept.
   *
   * @param plainBytes the size of the pprof before compression
   */
  public static EncodedSeries restored(
      byte[] head, byte[] profile, int plainBytes, SeriesStamp stamp) {
    return new EncodedSeries(head, profile, plainBytes, requireNonNull(stamp, "stamp is null"));
  }

  private static byte[] pairs(SeriesLabels labels, int row) {
    ProtoWriter out = new ProtoWriter(HEAD_GUESS);
    StringTable strings = labels.strings();
    for (int label = labels.start(row); label < labels.end(row); label++) {
      int name = labels.name(label);
      int value = labels.value(label);
      int mark = out.start(LABELS, strings.length(name) + strings.length(value) + Integer.BYTES);
      out.string(NAME, strings, name);
      out.string(VALUE, strings, value);
      out.end(mark);
    }
    return out.toByteArray();
  }

  private static int tag(int field) {
    return field << 3 | LENGTH_DELIMITED;
  }

  /** Everything before the pprof: tags, lengths, labels, the ID; not to be changed. */
  public byte[] head() {
    return head;
  }

  /** The pprof as it is sent; not to be changed. */
  public byte[] profile() {
    return profile;
  }

  /** The number of bytes on the wire. */
  public int wireBytes() {
    return head.length + profile.length;
  }

  /** The size of the pprof before compression, in bytes. */
  public int plainBytes() {
    return plainBytes;
  }

  /** The name of this series' profile, the same for all replicas. */
  public UUID id() {
    return stamp.id();
  }

  /** Its name, token and time. */
  public SeriesStamp stamp() {
    return stamp;
  }
}
