package io.flaregate.phlare.testing;

import io.flaregate.phlare.push.PushAnswer;
import io.flaregate.phlare.push.PushMessage;
import io.flaregate.phlare.push.PushTarget;
import io.flaregate.phlare.push.StatusAnswers;
import io.grpc.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Works through a push as an ingester does: series by series, and the first that it does not take
 * ends it. Series are known by the second half of their names.
 */
public final class ScriptedTarget implements PushTarget {
  private Set<Integer> refused = Set.of();
  private Status status = Status.OK;
  private Duration delay = Duration.ZERO;
  private final Set<Integer> stored = new TreeSet<>();
  private int pushes;

  /** From now on refuses these series so. */
  public synchronized ScriptedTarget refuse(Status with, int... numbers) {
    status = with;
    refused = Arrays.stream(numbers).boxed().collect(Collectors.toSet());
    return this;
  }

  /** From now on takes everything. */
  public synchronized ScriptedTarget accept() {
    refused = Set.of();
    return this;
  }

  /** From now on takes so long for an answer. */
  public synchronized ScriptedTarget delay(Duration time) {
    delay = time;
    return this;
  }

  @Override
  public synchronized CompletionStage<PushAnswer> push(
      String tenant, PushMessage message, long timeoutNanos) {
    pushes++;
    PushAnswer answer = StatusAnswers.said("d", take(message));
    if (delay.isZero()) {
      return CompletableFuture.completedFuture(answer);
    }
    Executor later = CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS);
    return CompletableFuture.supplyAsync(() -> answer, later);
  }

  private Status take(PushMessage message) {
    for (PushedSeries series : PushedSeries.parse(StatusAnswers.bytes(message))) {
      int number = (int) UUID.fromString(series.id()).getLeastSignificantBits();
      if (refused.contains(number)) {
        return status;
      }
      stored.add(number);
    }
    return Status.OK;
  }

  /** The numbers of the series that it has. */
  public synchronized Set<Integer> stored() {
    return Set.copyOf(stored);
  }

  /** How many pushes came. */
  public synchronized int pushes() {
    return pushes;
  }
}
