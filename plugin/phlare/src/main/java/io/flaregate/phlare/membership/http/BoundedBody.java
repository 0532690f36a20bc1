package io.flaregate.phlare.membership.http;

import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Keeps a response's body, and breaks off one that is longer than a limit. */
final class BoundedBody implements HttpResponse.BodySubscriber<InputStream> {
  private final int maxBytes;
  private final long announced;
  private final Kept kept = new Kept();
  private final CompletableFuture<InputStream> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  /**
   * Nothing yet.
   *
   * @param announced what the response says of its length; less than 0 if nothing
   */
  BoundedBody(int maxBytes, long announced) {
    this.maxBytes = maxBytes;
    this.announced = announced;
  }

  @Override
  public void onSubscribe(Flow.Subscription from) {
    subscription = from;
    if (announced > maxBytes) {
      tooLarge(announced + " bytes long");
    } else {
      from.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.remaining() > maxBytes - kept.size()) {
        tooLarge("longer");
        return;
      }
      // Copied: the client's buffers are large, however little of them is used.
      byte[] some = new byte[buffer.remaining()];
      buffer.get(some);
      kept.writeBytes(some);
    }
    if (subscription != null) {
      subscription.request(1);
    }
  }

  private void tooLarge(String actual) {
    if (subscription != null) {
      subscription.cancel();
    }
    body.completeExceptionally(
        new StoreException(
            StoreFailure.TOO_LARGE, "answer is " + actual + ", limit " + maxBytes + " bytes"));
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(kept.stream());
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return body;
  }

  /** Gives its bytes without another copy. */
  private static final class Kept extends ByteArrayOutputStream {
    InputStream stream() {
      return new ByteArrayInputStream(buf, 0, count);
    }
  }
}
