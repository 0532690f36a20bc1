package io.flaregate.phlare.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the responses of the reading side of {@code ingester.v1} (distributor.md, section 3). */
final class ReadResponses {
  private static final int VARINT = ProtoReader.VARINT;
  private static final int LENGTH = ProtoReader.LENGTH;

  private ReadResponses() {}

  /** Reads one field of a message, or passes over it. */
  @FunctionalInterface
  private interface Field {
    void read(int tag) throws MalformedProtoException;
  }

  private static ProtoReader reader(byte[] bytes, int length) {
    ProtoReader in = new ProtoReader();
    in.reset(bytes, 0, length);
    return in;
  }

  private static void fields(ProtoReader in, Field field) throws MalformedProtoException {
    while (in.hasMore()) {
      field.read(in.readTag());
    }
  }

  private static void message(ProtoReader in, Field field) throws MalformedProtoException {
    int outer = in.push();
    fields(in, field);
    in.pop(outer);
  }

  private static String text(ProtoReader in) throws MalformedProtoException {
    int length = in.readLength();
    String text = new String(in.source(), in.position(), length, UTF_8);
    in.skipBytes(length);
    return text;
  }

  static List<ProfileType> profileTypes(byte[] bytes, int length) throws MalformedProtoException {
    List<ProfileType> types = new ArrayList<>();
    ProtoReader in = reader(bytes, length);
    fields(
        in,
        tag -> {
          if (tag == ((1 << 3) | LENGTH)) {
            types.add(profileType(in));
          } else {
            in.skip(tag);
          }
        });
    return types;
  }

  private static ProfileType profileType(ProtoReader in) throws MalformedProtoException {
    String[] parts = new String[8];
    Arrays.fill(parts, "");
    message(
        in,
        tag -> {
          if (ProtoReader.wireType(tag) == LENGTH && ProtoReader.field(tag) < parts.length) {
            parts[ProtoReader.field(tag)] = text(in);
          } else {
            in.skip(tag);
          }
        });
    return new ProfileType(parts[2], parts[4], parts[5], parts[6], parts[7]);
  }

  /** The names of a {@code LabelNamesResponse} or the values of a {@code LabelValuesResponse}. */
  static List<String> names(byte[] bytes, int length) throws MalformedProtoException {
    List<String> names = new ArrayList<>();
    ProtoReader in = reader(bytes, length);
    fields(
        in,
        tag -> {
          if (tag == ((1 << 3) | LENGTH)) {
            names.add(text(in));
          } else {
            in.skip(tag);
          }
        });
    return names;
  }

  /** The {@code labels_set} of a {@code SeriesResponse}, which is its field 2. */
  static List<SeriesName> series(byte[] bytes, int length) throws MalformedProtoException {
    List<SeriesName> series = new ArrayList<>();
    ProtoReader in = reader(bytes, length);
    fields(
        in,
        tag -> {
          if (tag == ((2 << 3) | LENGTH)) {
            series.add(labels(in));
          } else {
            in.skip(tag);
          }
        });
    return series;
  }

  private static SeriesName labels(ProtoReader in) throws MalformedProtoException {
    Map<String, String> labels = new HashMap<>();
    message(
        in,
        tag -> {
          if (tag == ((1 << 3) | LENGTH)) {
            String[] pair = {"", ""};
            message(
                in,
                inner -> {
                  switch (inner) {
                    case (1 << 3) | LENGTH -> pair[0] = text(in);
                    case (2 << 3) | LENGTH -> pair[1] = text(in);
                    default -> in.skip(inner);
                  }
                });
            labels.put(pair[0], pair[1]);
          } else {
            in.skip(tag);
          }
        });
    return SeriesName.of(labels);
  }

  /**
   * A message of {@code MergeProfilesPprof}: a batch of profiles to choose from, the sum of what
   * was chosen, or, if it has neither, the end of the batches.
   */
  static final class Merge {
    private final List<SeriesKey> series;
    private final int[] seriesOf;
    private final long[] millis;
    private final byte[] pprof;

    Merge(List<SeriesKey> series, int[] seriesOf, long[] millis, byte[] pprof) {
      this.series = series;
      this.seriesOf = seriesOf;
      this.millis = millis;
      this.pprof = pprof;
    }

    /** How many profiles are offered. */
    int profiles() {
      return seriesOf.length;
    }

    /** The series of a profile. */
    SeriesKey series(int profile) {
      return series.get(seriesOf[profile]);
    }

    /** The time of a profile, milliseconds since 1970. */
    long millis(int profile) {
      return millis[profile];
    }

    /** The sum, not compressed; empty if it did not come yet. */
    byte[] pprof() {
      return pprof;
    }
  }

  static Merge merge(byte[] bytes, int length) throws MalformedProtoException {
    Batch batch = new Batch(reader(bytes, length));
    batch.read();
    return batch.done();
  }

  /** Reads one message of {@code MergeProfilesPprof}. */
  private static final class Batch {
    private final ProtoReader in;
    private final List<SeriesKey> named = new ArrayList<>();
    private final List<SeriesKey> numbered = new ArrayList<>();
    private int[] seriesOf = new int[16];
    private long[] millis = new long[16];
    private int count;
    private byte[] pprof = {};

    Batch(ProtoReader in) {
      this.in = in;
    }

    void read() throws MalformedProtoException {
      fields(
          in,
          tag -> {
            switch (tag) {
              case (1 << 3) | LENGTH -> message(in, this::readSets);
              case (2 << 3) | LENGTH -> {
                int size = in.readLength();
                pprof = Arrays.copyOfRange(in.source(), in.position(), in.position() + size);
                in.skipBytes(size);
              }
              default -> in.skip(tag);
            }
          });
    }

    private void readSets(int tag) throws MalformedProtoException {
      switch (tag) {
        case (1 << 3) | LENGTH -> named.add(SeriesKey.named(labels(in)));
        case (2 << 3) | LENGTH -> readProfile();
        case (3 << 3) | LENGTH -> readFingerprints();
        case (3 << 3) | VARINT -> numbered.add(SeriesKey.numbered(in.readInt64()));
        default -> in.skip(tag);
      }
    }

    private void readFingerprints() throws MalformedProtoException {
      int outer = in.push();
      while (in.hasMore()) {
        numbered.add(SeriesKey.numbered(in.readInt64()));
      }
      in.pop(outer);
    }

    private void readProfile() throws MalformedProtoException {
      if (count == seriesOf.length) {
        seriesOf = Arrays.copyOf(seriesOf, 2 * count);
        millis = Arrays.copyOf(millis, 2 * count);
      }
      int at = count++;
      seriesOf[at] = 0;
      millis[at] = 0;
      message(
          in,
          tag -> {
            switch (tag) {
              case (1 << 3) | VARINT -> seriesOf[at] = in.readInt32();
              case (2 << 3) | VARINT -> millis[at] = in.readInt64();
              default -> in.skip(tag);
            }
          });
    }

    /** Pyroscope's ingesters leave {@code labelsSets} away, and send {@code fingerprints} alone. */
    Merge done() throws MalformedProtoException {
      List<SeriesKey> series = named.isEmpty() ? numbered : named;
      for (int i = 0; i < count; i++) {
        if (seriesOf[i] < 0 || seriesOf[i] >= series.size()) {
          throw new MalformedProtoException(
              "profile " + i + " is of series " + seriesOf[i] + " of " + series.size());
        }
      }
      return new Merge(series, Arrays.copyOf(seriesOf, count), Arrays.copyOf(millis, count), pprof);
    }
  }
}
