package io.flaregate.ingester.service;

import io.flaregate.ingester.model.LabelSet;
import io.flaregate.ingester.model.ProfileType;
import io.flaregate.ingester.model.TimeRange;
import io.flaregate.ingester.proto.ingester.ProfileTypesRequest;
import io.flaregate.ingester.proto.ingester.ProfileTypesResponse;
import io.flaregate.ingester.proto.ingester.SelectProfilesRequest;
import io.flaregate.ingester.proto.ingester.SeriesRequest;
import io.flaregate.ingester.proto.ingester.SeriesResponse;
import io.flaregate.ingester.proto.push.PushRequest;
import io.flaregate.ingester.proto.push.PushResponse;
import io.flaregate.ingester.proto.types.LabelNamesRequest;
import io.flaregate.ingester.proto.types.LabelNamesResponse;
import io.flaregate.ingester.proto.types.LabelValuesRequest;
import io.flaregate.ingester.proto.types.LabelValuesResponse;
import io.flaregate.ingester.selector.Selector;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The methods of {@code ingester.v1.IngesterService} on their messages.
 *
 * <p>Selectors in a request select together what one of them selects; start and end are inclusive
 * milliseconds, and 0 and 0 mean all time.
 */
public final class IngesterService {
  private final PushService push;
  private final QueryService query;

  public IngesterService(PushService push, QueryService query) {
    this.push = push;
    this.query = query;
  }

  /** Stores profiles; see {@link PushService#push}. */
  public CompletableFuture<PushResponse> push(String tenant, PushRequest request) {
    return push.push(tenant, request);
  }

  /** The types of profiles in a time range. */
  public ProfileTypesResponse profileTypes(String tenant, ProfileTypesRequest request) {
    TimeRange range = TimeRange.ofRequest(request.getStart(), request.getEnd());
    ProfileTypesResponse.Builder response = ProfileTypesResponse.newBuilder();
    for (ProfileType type : query.profileTypes(tenant, List.of(), range)) {
      response.addProfileTypes(toProto(type));
    }
    return response.build();
  }

  /** The labels of series. */
  public SeriesResponse series(String tenant, SeriesRequest request) {
    SeriesResponse.Builder response = SeriesResponse.newBuilder();
    for (LabelSet labels :
        query.series(
            tenant,
            selectors(request.getMatchersList()),
            request.getLabelNamesList(),
            TimeRange.ofRequest(request.getStart(), request.getEnd()))) {
      response.addLabelsSet(labels.toProto());
    }
    return response.build();
  }

  /** The names of labels. */
  public LabelNamesResponse labelNames(String tenant, LabelNamesRequest request) {
    return LabelNamesResponse.newBuilder()
        .addAllNames(
            query.labelNames(
                tenant,
                selectors(request.getMatchersList()),
                TimeRange.ofRequest(request.getStart(), request.getEnd())))
        .build();
  }

  /** The values of a label. */
  public LabelValuesResponse labelValues(String tenant, LabelValuesRequest request) {
    return LabelValuesResponse.newBuilder()
        .addAllNames(
            query.labelValues(
                tenant,
                request.getName(),
                selectors(request.getMatchersList()),
                TimeRange.ofRequest(request.getStart(), request.getEnd())))
        .build();
  }

  /** The profiles that a reader asks for. */
  public Selection select(String tenant, SelectProfilesRequest request) {
    return query.select(
        tenant,
        Selector.parse(request.getLabelSelector()),
        fromProto(request.getType()),
        TimeRange.ofRequest(request.getStart(), request.getEnd()));
  }

  /** Questions that have no message of their own. */
  public QueryService query() {
    return query;
  }

  private static List<Selector> selectors(List<String> texts) {
    return texts.stream().map(Selector::parse).toList();
  }

  private static io.flaregate.ingester.proto.types.ProfileType toProto(ProfileType type) {
    return io.flaregate.ingester.proto.types.ProfileType.newBuilder()
        .setID(type.id())
        .setName(type.name())
        .setSampleType(type.sampleType())
        .setSampleUnit(type.sampleUnit())
        .setPeriodType(type.periodType())
        .setPeriodUnit(type.periodUnit())
        .build();
  }

  /** Readers send the parts, the id, or both. */
  private static ProfileType fromProto(io.flaregate.ingester.proto.types.ProfileType type) {
    return type.getSampleType().isEmpty()
        ? ProfileType.parse(type.getID())
        : new ProfileType(
            type.getName(),
            type.getSampleType(),
            type.getSampleUnit(),
            type.getPeriodType(),
            type.getPeriodUnit());
  }
}
