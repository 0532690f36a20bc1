package io.flaregate.ingester.rpc;

import io.flaregate.ingester.merge.ProfileMerger;
import io.flaregate.ingester.model.LabelSet;
import io.flaregate.ingester.proto.ingester.MergeProfilesPprofRequest;
import io.flaregate.ingester.proto.ingester.MergeProfilesPprofResponse;
import io.flaregate.ingester.proto.ingester.ProfileSets;
import io.flaregate.ingester.proto.ingester.SeriesProfile;
import io.flaregate.ingester.service.IngesterService;
import io.flaregate.ingester.service.Selection;
import io.flaregate.ingester.service.Selection.Selected;
import io.flaregate.ingester.service.ServiceException;
import io.flaregate.ingester.store.Entry;
import io.flaregate.ingester.store.Stream;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code MergeProfilesPprof}. The client asks; the server offers a batch; the client
 * says of each profile in it whether to keep it; and so on. An empty message ends the batches, so
 * that a client that asks many ingesters can go on with the others; then comes the sum of what was
 * kept, if anything was asked for that is there, and an empty pprof otherwise. {@code max_nodes} is
 * a hint that is not taken: the whole sum is told.
 */
final class MergeCall implements StreamObserver<MergeProfilesPprofRequest> {
  /** How many profiles one batch offers. */
  static final int BATCH = 2048;

  private final IngesterService service;
  private final String tenant;
  private final StreamObserver<MergeProfilesPprofResponse> responses;
  private final List<Entry> kept = new ArrayList<>();
  private @Nullable Selection selection;
  private int offeredFrom;
  private int offeredTo;
  private boolean over;

  MergeCall(
      IngesterService service,
      String tenant,
      StreamObserver<MergeProfilesPprofResponse> responses) {
    this.service = service;
    this.tenant = tenant;
    this.responses = responses;
  }

  @Override
  public void onNext(MergeProfilesPprofRequest request) {
    if (over) {
      return;
    }
    try {
      take(request);
    } catch (RuntimeException e) {
      over = true;
      responses.onError(IngesterRpc.status(e));
    }
  }

  private void take(MergeProfilesPprofRequest request) {
    Selection selected = selection;
    if (selected == null) {
      if (!request.hasRequest()) {
        throw invalid("the first message has no request");
      }
      selected = service.select(tenant, request.getRequest());
      selection = selected;
    } else {
      keep(selected, request.getProfilesList());
    }
    if (offeredTo < selected.profiles().size()) {
      offer(selected);
    } else {
      finish(selected);
    }
  }

  private void keep(Selection selected, List<Boolean> answers) {
    if (answers.size() != offeredTo - offeredFrom) {
      throw invalid(
          "profiles has "
              + answers.size()
              + " answers; the batch has "
              + (offeredTo - offeredFrom)
              + " profiles");
    }
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i)) {
        kept.add(selected.profiles().get(offeredFrom + i).entry());
      }
    }
  }

  private void offer(Selection selected) {
    offeredFrom = offeredTo;
    offeredTo = Math.min(selected.profiles().size(), offeredFrom + BATCH);
    ProfileSets.Builder batch = ProfileSets.newBuilder();
    Map<Integer, Integer> places = new HashMap<>();
    for (Selected profile : selected.profiles().subList(offeredFrom, offeredTo)) {
      int place =
          places.computeIfAbsent(
              profile.stream(), index -> addSeries(batch, selected.streams().get(index)));
      batch.addProfiles(
          SeriesProfile.newBuilder()
              .setLabelIndex(place)
              .setTimestamp(profile.entry().timeMillis()));
    }
    responses.onNext(MergeProfilesPprofResponse.newBuilder().setSelectedProfiles(batch).build());
  }

  private static int addSeries(ProfileSets.Builder batch, Stream stream) {
    LabelSet labels = stream.readerLabels();
    batch.addLabelsSets(labels.toProto()).addFingerprints(labels.fingerprint());
    return batch.getLabelsSetsCount() - 1;
  }

  private void finish(Selection selected) {
    over = true;
    responses.onNext(MergeProfilesPprofResponse.getDefaultInstance());
    ProfileMerger merger = service.query().merge(kept);
    responses.onNext(
        MergeProfilesPprofResponse.newBuilder()
            .setResult(merger.toProfile(selected.type()).toByteString())
            .build());
    responses.onCompleted();
  }

  private static ServiceException invalid(String message) {
    return new ServiceException(Status.Code.INVALID_ARGUMENT, message);
  }

  @Override
  public void onError(Throwable failure) {
    over = true;
  }

  @Override
  public void onCompleted() {
    if (!over) {
      over = true;
      responses.onError(
          IngesterRpc.status(invalid("the stream was closed before every batch was answered")));
    }
  }
}
