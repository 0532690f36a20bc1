package io.flaregate.transport.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.transport.admission.ByteAccount;
import io.flaregate.transport.compress.OverBudgetException;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.compress.TooLargeException;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Reads request bodies as they come, within a limit, a budget and a time. */
public final class HttpBodies {
  private HttpBodies() {}

  /** Whether a request, or the answer to it, is JSON. */
  public static boolean isJson(@Nullable MediaType type) {
    return type != null && type.belongsTo(MediaType.JSON);
  }

  /**
   * Reads a request's body.
   *
   * @param account where every byte is booked before it is kept
   * @param timeout how long the whole body may take; zero: no end
   * @return the body; or fails with a {@link io.flaregate.transport.compress.BodyException}, with a
   *     {@link TimeoutException}, or as the connection fails
   */
  public static CompletionStage<ReceivedBody> collect(
      ServiceRequestContext ctx,
      HttpRequest request,
      SizeLimit limit,
      ByteAccount account,
      Duration timeout) {
    long announced = request.headers().contentLength();
    if (announced > limit.bytes()) {
      return CompletableFuture.failedStage(TooLargeException.announced(announced, limit));
    }
    Collector collector = new Collector(limit, account);
    if (!timeout.isZero()) {
      collector.timeout =
          ctx.eventLoop().schedule(collector::timedOut, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
    request.subscribe(collector, ctx.eventLoop());
    return collector.done;
  }

  /** Keeps the pieces; every method runs on the request's event loop. */
  private static final class Collector implements Subscriber<HttpObject> {
    private final CompletableFuture<ReceivedBody> done = new CompletableFuture<>();
    private final List<byte[]> pieces = new ArrayList<>();
    private final SizeLimit limit;
    private final ByteAccount account;
    private int length;
    private @Nullable Subscription subscription;
    private @Nullable Discard discard;
    private @Nullable Future<?> timeout;

    Collector(SizeLimit limit, ByteAccount account) {
      this.limit = limit;
      this.account = account;
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HttpObject object) {
      Discard rest = discard;
      if (rest != null) {
        rest.onNext(object);
        return;
      }
      if (!(object instanceof HttpData data) || data.isEmpty()) {
        return;
      }
      if (data.length() > limit.bytes() - length) {
        fail(TooLargeException.asSent(limit));
      } else if (!account.grow(data.length())) {
        fail(new OverBudgetException());
      } else {
        pieces.add(data.array());
        length += data.length();
      }
    }

    private void timedOut() {
      fail(new TimeoutException("the body did not come in time"));
    }

    private void fail(Exception failure) {
      finish();
      pieces.clear();
      Subscription present = subscription;
      if (done.completeExceptionally(failure) && present != null) {
        discard = new Discard(present);
      }
    }

    private void finish() {
      Future<?> running = timeout;
      if (running != null) {
        running.cancel(false);
      }
    }

    @Override
    public void onError(Throwable failure) {
      finish();
      done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      finish();
      done.complete(new ReceivedBody(pieces, length));
    }
  }
}
