package io.flaregate.transport.grpc;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;

/** Hears how a call ends. */
public final class EndListener extends ClientCall.Listener<RawMessage> {
  private final CompletableFuture<Status> end;

  public EndListener(CompletableFuture<Status> end) {
    this.end = end;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    end.complete(status);
  }
}
