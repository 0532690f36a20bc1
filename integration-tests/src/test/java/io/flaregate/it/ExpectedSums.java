package io.flaregate.it;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.profiles.oracle.NaiveTransform;
import io.flaregate.profiles.oracle.SeriesKey;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.HashMap;
import java.util.Map;

/** What ingesters must hold of a request, by an implementation that shares nothing with ours. */
final class ExpectedSums {
  private ExpectedSums() {}

  /**
   * The sum of the values of each series.
   *
   * @param body an OTLP request, not compressed
   * @throws InvalidProtocolBufferException if it is none
   */
  static Map<SeriesKey, Long> of(byte[] body) throws InvalidProtocolBufferException {
    Map<SeriesKey, Long> sums = new HashMap<>();
    NaiveTransform.merge(NaiveTransform.transform(ExportProfilesServiceRequest.parseFrom(body)))
        .forEach(
            (key, stacks) ->
                sums.merge(
                    new SeriesKey(ClusterReader.withoutMarks(key.labels()), key.type(), key.unit()),
                    stacks.values().stream().mapToLong(Long::longValue).sum(),
                    Long::sum));
    return sums;
  }
}
