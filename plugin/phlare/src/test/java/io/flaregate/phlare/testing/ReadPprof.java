package io.flaregate.phlare.testing;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * As much of a pprof as these tests look at.
 *
 * @param samples how many samples it has
 * @param sum the sum of their values
 * @param timeNanos when it starts
 * @param durationNanos how long it lasts
 * @param strings its texts
 */
public record ReadPprof(
    int samples, long sum, long timeNanos, long durationNanos, List<String> strings) {

  static ReadPprof parse(byte[] pprof) {
    try {
      return read(CodedInputStream.newInstance(pprof));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReadPprof read(CodedInputStream in) throws IOException {
    int samples = 0;
    long sum = 0;
    long time = 0;
    long duration = 0;
    List<String> strings = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 2 -> {
          samples++;
          sum += values(CodedInputStream.newInstance(in.readByteArray()));
        }
        case 6 -> strings.add(in.readStringRequireUtf8());
        case 9 -> time = in.readInt64();
        case 10 -> duration = in.readInt64();
        default -> in.skipField(tag);
      }
    }
    return new ReadPprof(samples, sum, time, duration, strings);
  }

  private static long values(CodedInputStream sample) throws IOException {
    long sum = 0;
    for (int tag = sample.readTag(); tag != 0; tag = sample.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) != 2) {
        sample.skipField(tag);
      } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
        sum += sample.readInt64();
      } else {
        CodedInputStream packed = CodedInputStream.newInstance(sample.readByteArray());
        while (!packed.isAtEnd()) {
          sum += packed.readInt64();
        }
      }
    }
    return sum;
  }
}
