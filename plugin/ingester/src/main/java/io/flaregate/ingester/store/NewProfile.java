package io.flaregate.ingester.store;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.flaregate.ingester.model.LabelSet;
import io.flaregate.ingester.model.ProfileType;
import java.util.List;

/**
 * A profile to be stored.
 *
 * @param labels the series' labels as pushed
 * @param types what its values mean, by their position in each sample; no two alike
 * @param timeNanos its time, nanoseconds since 1970
 * @param sampleId the id that its sender gave it
 * @param plainBytes the size of its pprof before compression
 * @param pprof its pprof, gzip
 */
public record NewProfile(
    LabelSet labels,
    List<ProfileType> types,
    long timeNanos,
    String sampleId,
    long plainBytes,
    ByteString pprof) {
  public NewProfile {
    requireNonNull(labels, "labels is null");
    types = List.copyOf(types);
    requireNonNull(sampleId, "sampleId is null");
    requireNonNull(pprof, "pprof is null");
  }
}
