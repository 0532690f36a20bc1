package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.push.CircuitBreaker.Permit;
import io.flaregate.phlare.push.Reply.Contact;
import io.flaregate.ring.ReplicaAnswer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An ingester at an address: its channel, which can be renewed, and its circuit breaker, which
 * outlives channels. Thread-safe.
 *
 * <p>A push whose connection breaks before the answer is whole is made once more, within its time:
 * a series that is stored twice under one time is stored once.
 */
final class IngesterConnection implements PushTarget {
  /** When to try again while an ingester does not answer. */
  private static final Duration OPEN_DELAY = Duration.ofSeconds(1);

  private final String ingester;
  private final String address;
  private final Supplier<IngesterClient> opener;
  private final CircuitBreaker breaker;
  private final Duration patience;
  private final PoolMetrics metrics;
  private final TlsTrouble tlsTrouble = new TlsTrouble();
  private volatile IngesterClient client;
  private volatile CircuitBreaker.State shown = CircuitBreaker.State.CLOSED;
  private boolean closed;

  /**
   * A connection, made when first used.
   *
   * @param ingester its name in metrics and messages
   * @param opener makes its channel, and each further one
   * @param patience after how long without any sign of life pushes are kept away (pushtimeout)
   * @param nanos the breaker's clock
   */
  IngesterConnection(
      String ingester,
      String address,
      Supplier<IngesterClient> opener,
      Duration patience,
      LongSupplier nanos,
      PoolMetrics metrics) {
    this.ingester = requireNonNull(ingester, "ingester is null");
    this.address = requireNonNull(address, "address is null");
    this.opener = requireNonNull(opener, "opener is null");
    this.patience = requireNonNull(patience, "patience is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    breaker = new CircuitBreaker(patience, nanos);
    client = opener.get();
    metrics.circuit(ingester, CircuitBreaker.State.CLOSED);
  }

  @Override
  public CompletionStage<PushAnswer> push(String tenant, PushMessage message, long timeoutNanos) {
    Permit permit = breaker.begin();
    if (permit == null) {
      return CompletableFuture.completedFuture(keptAway());
    }
    show();
    long deadlineNanos = System.nanoTime() + timeoutNanos;
    return client
        .push(tenant, message, timeoutNanos)
        .thenCompose(first -> again(first, tenant, message, deadlineNanos))
        .thenApply(reply -> end(permit, reply));
  }

  private PushAnswer keptAway() {
    String text =
        "ingester " + address + " does not answer; nothing is sent until it does (circuit open)";
    return new PushAnswer(ReplicaAnswer.FAILED, "circuit_open", text, OPEN_DELAY);
  }

  private CompletionStage<Reply> again(
      Reply first, String tenant, PushMessage message, long deadlineNanos) {
    long left = deadlineNanos - System.nanoTime();
    if (first.contact() != Contact.BROKEN || left <= 0) {
      return CompletableFuture.completedFuture(first);
    }
    metrics.retried(ingester);
    return client.push(tenant, message, left);
  }

  private PushAnswer end(Permit permit, Reply reply) {
    if (reply.contact() == Contact.ANSWERED) {
      tlsTrouble.over();
      if (breaker.answered(permit)) {
        metrics.closed(ingester, address);
      }
    } else {
      if (breaker.unanswered(permit)) {
        metrics.opened(ingester, address, patience, reply.answer().message());
      }
      String trouble = tlsTrouble.news(reply.trouble());
      if (trouble != null) {
        metrics.insecure(ingester, address, trouble);
      }
    }
    show();
    return reply.answer();
  }

  /** Shows what the breaker does, if that has changed; a push that comes in between corrects it. */
  private void show() {
    CircuitBreaker.State now = breaker.state();
    if (now != shown) {
      shown = now;
      metrics.circuit(ingester, now);
    }
  }

  /** Tries at once to reach an ingester that could not be reached, without the usual back-off. */
  void reconnect() {
    client.reconnect();
  }

  /** Asks the ingester whether it is well, and renews the channel if it does not say so. */
  CompletionStage<@Nullable IngesterClient> check(Duration timeout) {
    IngesterClient asked = client;
    return asked.checkHealth(timeout).thenApply(problem -> settle(asked, problem));
  }

  /** The channel that was given up; null if it is kept. */
  private synchronized @Nullable IngesterClient settle(IngesterClient asked, String problem) {
    if (problem.isEmpty() || closed || client != asked) {
      return null;
    }
    client = opener.get();
    asked.close();
    metrics.renewed(ingester, address, problem);
    return asked;
  }

  /** Takes no more pushes; the channel, on which those under way go on. */
  synchronized IngesterClient close() {
    closed = true;
    client.close();
    metrics.circuit(ingester, CircuitBreaker.State.CLOSED);
    return client;
  }
}
