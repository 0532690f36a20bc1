package io.flaregate.transport.http;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Keeps the first bytes of a response and cancels the rest of one that is longer. */
public final class CappedBody implements HttpResponse.BodySubscriber<CappedBody.Received> {

  /**
   * What came of a body.
   *
   * @param bytes its first bytes
   * @param isWhole whether that is all
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Received(byte[] bytes, boolean isWhole) {
    public Received {
      requireNonNull(bytes, "bytes is null");
    }
  }

  private final int maxBytes;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final CompletableFuture<Received> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  /**
   * A subscriber of one response.
   *
   * @param maxBytes how many bytes are kept
   */
  public CappedBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void onSubscribe(Flow.Subscription from) {
    subscription = from;
    from.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    boolean whole = true;
    for (ByteBuffer buffer : buffers) {
      byte[] some = new byte[Math.min(buffer.remaining(), maxBytes - kept.size())];
      buffer.get(some);
      kept.writeBytes(some);
      whole &= !buffer.hasRemaining();
    }
    Flow.Subscription from = subscription;
    if (from != null && !whole) {
      from.cancel();
      body.complete(new Received(kept.toByteArray(), false));
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
    body.complete(new Received(kept.toByteArray(), true));
  }

  @Override
  public CompletionStage<Received> getBody() {
    return body;
  }
}
