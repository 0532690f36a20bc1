package io.flaregate.benchmarks.naive;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.profiles.pprofpb.Label;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.profiles.pprofpb.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A pprof to a pprof without zeros and numeric labels and with equal samples added up, by
 * protobuf-java's objects.
 */
public final class NaivePush {

  private record SampleKey(List<Long> locations, List<Label> labels) {}

  private NaivePush() {}

  /**
   * Cleans a pprof.
   *
   * @throws InvalidProtocolBufferException if the bytes are none
   */
  public static byte[] transform(byte[] pprof) throws InvalidProtocolBufferException {
    Profile profile = Profile.parseFrom(pprof);
    Map<SampleKey, long[]> merged = new LinkedHashMap<>();
    for (Sample sample : profile.getSampleList()) {
      SampleKey key = new SampleKey(sample.getLocationIdList(), texts(sample));
      long[] sums = merged.computeIfAbsent(key, any -> new long[sample.getValueCount()]);
      for (int type = 0; type < sums.length; type++) {
        sums[type] += sample.getValue(type);
      }
    }
    Profile.Builder out = profile.toBuilder().clearSample();
    merged.forEach((key, sums) -> addSample(out, key, sums));
    return out.build().toByteArray();
  }

  /** Its labels without numbers. */
  private static List<Label> texts(Sample sample) {
    return sample.getLabelList().stream().filter(label -> label.getStr() != 0).toList();
  }

  private static void addSample(Profile.Builder out, SampleKey key, long[] sums) {
    long any = 0;
    Sample.Builder sample = Sample.newBuilder();
    for (long sum : sums) {
      sample.addValue(sum);
      any |= sum;
    }
    if (any != 0) {
      out.addSample(sample.addAllLocationId(key.locations()).addAllLabel(key.labels()));
    }
  }
}
