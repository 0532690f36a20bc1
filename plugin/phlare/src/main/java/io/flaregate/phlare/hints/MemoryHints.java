package io.flaregate.phlare.hints;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.push.EncodedSeries;
import java.util.concurrent.atomic.AtomicLong;

/** Hints in memory, which share the bytes of the series. */
final class MemoryHints implements HintStore {
  private final HintQueues queues;
  private final AtomicLong numbers = new AtomicLong();

  MemoryHints(HintQueues queues) {
    this.queues = requireNonNull(queues, "queues is null");
  }

  @Override
  public void keep(String tenant, String ingester, EncodedSeries series, long timeUnixNanos) {
    Hint hint =
        new Hint(
            tenant,
            HintBody.inMemory(series),
            timeUnixNanos,
            numbers.getAndIncrement(),
            series.wireBytes() + (long) Hint.OVERHEAD_BYTES,
            series.plainBytes());
    queues.add(ingester, hint);
  }

  @Override
  public String place() {
    return "memory";
  }

  @Override
  public String problem() {
    return "";
  }

  @Override
  public boolean survives() {
    return false;
  }

  @Override
  public void close() {
    // Memory goes by itself.
  }
}
