package io.flaregate.phlare.queuecli;

import io.flaregate.phlare.durable.QueueStatus;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says every five seconds how much is left, and why it does not get less. */
final class Progress implements Consumer<QueueStatus> {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PrintStream out;
  private long next = System.nanoTime();

  Progress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void accept(QueueStatus status) {
    if (System.nanoTime() - next < 0 || status.replaying()) {
      return;
    }
    next = System.nanoTime() + PAUSE_NANOS;
    String problem =
        status.tenants().stream()
            .map(QueueStatus.TenantStatus::problem)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .map(text -> "; last problem: " + Labels.safe(text))
            .orElse("");
    out.println(status.records() + " series wait" + problem);
  }
}
