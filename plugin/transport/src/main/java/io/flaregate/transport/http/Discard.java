package io.flaregate.transport.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Reads the rest of a body that nobody wants and keeps nothing of it. Many clients only look at an
 * answer once they have sent everything: if nobody read on, an HTTP/2 client would wait for ever
 * for its window, and an HTTP/1.1 client would see a reset instead of the answer.
 */
final class Discard implements Subscriber<HttpObject> {
  /** How much is read on before the request is aborted after all, in bytes. */
  static final long MAX_BYTES = 64L * 1024 * 1024;

  /** How long after the answer the request is aborted, in milliseconds. */
  static final long MAX_MILLIS = 5_000;

  private long bytes;
  private @Nullable Subscription subscription;

  Discard() {}

  /** Takes over from a subscriber that has read until now. */
  Discard(Subscription subscription) {
    this.subscription = subscription;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject object) {
    if (object instanceof HttpData data) {
      bytes += data.length();
    }
    Subscription present = subscription;
    if (bytes > MAX_BYTES && present != null) {
      present.cancel();
    }
  }

  @Override
  public void onError(Throwable failure) {
    // Read to its end by another subscriber, or broken: either way there is nothing to discard.
  }

  @Override
  public void onComplete() {}
}
