package io.flaregate.phlare.push;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Keeps the first bytes of a response and cancels the rest of one that is longer. */
final class CappedBody implements HttpResponse.BodySubscriber<byte[]> {
  /** How much of a response is read; the real answer to a push is empty. */
  static final int MAX_BYTES = 64 << 10;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  @Override
  public void onSubscribe(Flow.Subscription from) {
    subscription = from;
    from.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] some = new byte[Math.min(buffer.remaining(), MAX_BYTES - kept.size())];
      buffer.get(some);
      kept.writeBytes(some);
    }
    Flow.Subscription from = subscription;
    if (from != null && kept.size() >= MAX_BYTES) {
      from.cancel();
      body.complete(kept.toByteArray());
    } else if (from != null) {
      from.request(1);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(kept.toByteArray());
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }
}
