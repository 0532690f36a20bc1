package io.flaregate.ingester.client;

import com.google.protobuf.ByteString;
import io.flaregate.ingester.proto.ingester.MergeProfilesPprofRequest;
import io.flaregate.ingester.proto.ingester.MergeProfilesPprofResponse;
import io.flaregate.ingester.proto.ingester.ProfileSets;
import io.flaregate.ingester.proto.ingester.SeriesProfile;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of MergeProfilesPprof once it has asked: picks from each batch, takes the sum.
 */
final class MergeDialogue
    implements ClientResponseObserver<MergeProfilesPprofRequest, MergeProfilesPprofResponse> {
  private final IngesterClient.Pick pick;
  private final CompletableFuture<ByteString> result = new CompletableFuture<>();
  private ByteString pprof = ByteString.EMPTY;
  private boolean ended;
  private @Nullable ClientCallStreamObserver<MergeProfilesPprofRequest> requests;

  MergeDialogue(IngesterClient.Pick pick) {
    this.pick = pick;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<MergeProfilesPprofRequest> stream) {
    requests = stream;
  }

  @Override
  public void onNext(MergeProfilesPprofResponse response) {
    ClientCallStreamObserver<MergeProfilesPprofRequest> stream = requests;
    if (response.hasSelectedProfiles() && stream != null) {
      stream.onNext(picked(response.getSelectedProfiles()));
    } else if (!response.getResult().isEmpty()) {
      pprof = response.getResult();
    } else {
      endRequests();
    }
  }

  /**
   * Says that nothing more will be asked: at the end of the batches, since a call that only the
   * server has ended is reset, and servers count resets.
   */
  private void endRequests() {
    ClientCallStreamObserver<MergeProfilesPprofRequest> stream = requests;
    if (stream != null && !ended) {
      ended = true;
      stream.onCompleted();
    }
  }

  private MergeProfilesPprofRequest picked(ProfileSets batch) {
    MergeProfilesPprofRequest.Builder answer = MergeProfilesPprofRequest.newBuilder();
    for (SeriesProfile profile : batch.getProfilesList()) {
      answer.addProfiles(
          pick.keep(batch.getLabelsSets(profile.getLabelIndex()), profile.getTimestamp()));
    }
    return answer.build();
  }

  @Override
  public void onError(Throwable failure) {
    result.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    endRequests();
    result.complete(pprof);
  }

  /** The merged pprof. */
  ByteString result() {
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StatusRuntimeException status) {
        throw status;
      }
      throw Status.fromThrowable(e).asRuntimeException();
    }
  }
}
