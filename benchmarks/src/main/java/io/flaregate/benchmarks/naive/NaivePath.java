package io.flaregate.benchmarks.naive;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import java.util.ArrayList;
import java.util.List;

/**
 * OTLP bytes to pprofs in the usual way: protobuf-java's objects, a {@link java.util.HashMap} that
 * adds up equal samples, protobuf-java's builders of the pprof.
 */
public final class NaivePath {
  private NaivePath() {}

  /**
   * Transforms a request.
   *
   * @param splits whether texts among the samples' attributes split a profile into series
   * @throws InvalidProtocolBufferException if the bytes are no such request
   */
  public static List<NaiveSeries> transform(byte[] body, boolean splits)
      throws InvalidProtocolBufferException {
    ExportProfilesServiceRequest request = ExportProfilesServiceRequest.parseFrom(body);
    NaiveDictionary dictionary = new NaiveDictionary(request.getDictionary());
    List<NaiveSeries> series = new ArrayList<>();
    for (ResourceProfiles resource : request.getResourceProfilesList()) {
      for (ScopeProfiles scope : resource.getScopeProfilesList()) {
        for (Profile profile : scope.getProfilesList()) {
          NaiveMerge merge =
              new NaiveMerge(
                  dictionary, profile, NaiveLabels.of(dictionary, resource, scope, profile));
          series.addAll(merge.series(splits));
        }
      }
    }
    return series;
  }
}
