package io.flaregate.benchmarks.naive;

import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The merge alone, by maps over protobuf objects. */
public final class NaiveSums {

  private record SampleKey(int stack, List<Integer> attributes, int link) {}

  private NaiveSums() {}

  /** Adds up equal samples of each profile; the number of different ones. */
  public static long count(ExportProfilesServiceRequest request) {
    NaiveDictionary dictionary = new NaiveDictionary(request.getDictionary());
    long count = 0;
    for (ResourceProfiles resource : request.getResourceProfilesList()) {
      for (ScopeProfiles scope : resource.getScopeProfilesList()) {
        for (Profile profile : scope.getProfilesList()) {
          count += count(dictionary, profile);
        }
      }
    }
    return count;
  }

  private static int count(NaiveDictionary dictionary, Profile profile) {
    Map<SampleKey, Long> sums = new HashMap<>();
    for (Sample sample : profile.getSamplesList()) {
      SampleKey key =
          new SampleKey(
              dictionary.stack(sample.getStackIndex()),
              sample.getAttributeIndicesList(),
              sample.getLinkIndex());
      sums.merge(key, NaiveMerge.value(sample), Long::sum);
    }
    return sums.size();
  }
}
