package io.flaregate.ingester.service;

import com.google.protobuf.ByteString;
import io.flaregate.ingester.model.LabelSet;
import io.flaregate.ingester.proto.push.PushRequest;
import io.flaregate.ingester.proto.push.PushResponse;
import io.flaregate.ingester.proto.push.RawProfileSeries;
import io.flaregate.ingester.proto.push.RawSample;
import io.flaregate.ingester.store.Appended;
import io.flaregate.ingester.store.NewProfile;
import io.flaregate.ingester.store.ProfileStore;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes profiles. A request is worked through series by series up to the first problem: what came
 * before it is stored, and the answer is the problem.
 */
public final class PushService {
  private final ProfileStore store;
  private final PprofIntake intake;
  private final IngesterMetrics metrics;

  public PushService(ProfileStore store, ServiceLimits limits, IngesterMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
    this.intake = new PprofIntake(limits.maxProfileBytes());
  }

  /**
   * Stores what a request holds.
   *
   * @return completes when all is on the disk; fails with a {@link ServiceException}: UNKNOWN for
   *     labels, ids and pprofs that are not right, INVALID_ARGUMENT for a pprof that is too large,
   *     RESOURCE_EXHAUSTED for a series too many, INTERNAL if the store cannot be written
   */
  public CompletableFuture<PushResponse> push(String tenant, PushRequest request) {
    List<NewProfile> profiles = new ArrayList<>();
    ServiceException problem = read(request, profiles);
    return store
        .append(tenant, profiles)
        .handle((appended, failure) -> answer(profiles, appended, problem, failure));
  }

  private PushResponse answer(
      List<NewProfile> profiles,
      @Nullable Appended appended,
      @Nullable ServiceException problem,
      @Nullable Throwable failure) {
    if (appended == null || failure != null) {
      ServiceException told = Failures.of(failure == null ? new IllegalStateException() : failure);
      metrics.pushed(told.code(), 0, 0);
      throw told;
    }
    long bytes = 0;
    for (NewProfile profile : profiles.subList(0, appended.stored())) {
      bytes += profile.plainBytes();
    }
    ServiceException first = first(appended, problem);
    metrics.pushed(first == null ? Status.Code.OK : first.code(), appended.stored(), bytes);
    if (first != null) {
      throw first;
    }
    return PushResponse.getDefaultInstance();
  }

  private static @Nullable ServiceException first(
      Appended appended, @Nullable ServiceException problem) {
    return appended.refusal().isEmpty()
        ? problem
        : new ServiceException(Status.Code.RESOURCE_EXHAUSTED, appended.refusal());
  }

  private @Nullable ServiceException read(PushRequest request, List<NewProfile> profiles) {
    for (int i = 0; i < request.getSeriesCount(); i++) {
      try {
        read(request.getSeries(i), profiles);
      } catch (ServiceException e) {
        return new ServiceException(e.code(), "series " + i + ": " + e.text(), e);
      }
    }
    return null;
  }

  private void read(RawProfileSeries series, List<NewProfile> profiles) {
    LabelSet labels;
    try {
      labels = LabelSet.ofPushed(series.getLabelsList());
    } catch (IllegalArgumentException e) {
      throw new ServiceException(Status.Code.UNKNOWN, String.valueOf(e.getMessage()), e);
    }
    for (RawSample sample : series.getSamplesList()) {
      if (!Uuids.isUuid(sample.getID())) {
        throw new ServiceException(
            Status.Code.UNKNOWN, labels + ": sample ID \"" + sample.getID() + "\" is not a UUID");
      }
      profiles.add(read(labels, sample.getID(), sample.getRawProfile()));
    }
  }

  private NewProfile read(LabelSet labels, String id, ByteString raw) {
    try {
      return intake.read(labels, id, raw);
    } catch (ServiceException e) {
      throw new ServiceException(e.code(), labels + ": " + e.text(), e);
    }
  }
}
