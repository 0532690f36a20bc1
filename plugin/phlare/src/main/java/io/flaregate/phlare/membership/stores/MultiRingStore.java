package io.flaregate.phlare.membership.stores;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.MultiConfig;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingStore;
import io.flaregate.phlare.membership.RingWriter;
import io.flaregate.ring.Instance;
import io.flaregate.ring.RingConfig;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Counter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Two stores, for moving from one to the other. The primary is read and written; the secondary is
 * read while the primary is away, and written too if that is wanted.
 */
final class MultiRingStore implements RingStore {
  private final RingStore primary;
  private final RingStore secondary;
  private final MultiConfig config;
  private final Settings settings;
  private final Counter mirrorFailures;

  /** Two open stores, which are closed with this. */
  MultiRingStore(RingStore primary, RingStore secondary, MultiConfig config, Settings settings) {
    this.primary = requireNonNull(primary, "primary is null");
    this.secondary = requireNonNull(secondary, "secondary is null");
    this.config = requireNonNull(config, "config is null");
    this.settings = requireNonNull(settings, "settings is null");
    mirrorFailures =
        settings
            .meter()
            .counter(
                "flaregate_ring_mirror_failures_total",
                "Writes of the own entry to the secondary store that failed.");
  }

  @Override
  public RingSource source(String key, RingConfig placing) {
    return new MultiRingSource(
        primary.source(key, placing), secondary.source(key, placing), settings, System::nanoTime);
  }

  /** The primary's; the secondary's alone where the primary is only read. */
  @Override
  public Optional<RingWriter> writer() {
    Optional<RingWriter> first = primary.writer();
    Optional<RingWriter> second = secondary.writer();
    if (first.isEmpty() || second.isEmpty() || !config.mirrorEnabled()) {
      return first.isPresent() ? first : second;
    }
    return Optional.of(new Mirroring(first.get(), second.get()));
  }

  @Override
  public boolean forgetsOthers() {
    return writer().isPresent() && primary.forgetsOthers() && secondary.forgetsOthers();
  }

  /** Writes to both; what the primary says counts. */
  private final class Mirroring implements RingWriter {
    private final RingWriter first;
    private final RingWriter second;

    Mirroring(RingWriter first, RingWriter second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public CompletableFuture<Void> put(String key, Instance own, Predicate<Instance> forget) {
      return both(writer -> writer.put(key, own, forget));
    }

    @Override
    public CompletableFuture<Void> remove(String key, Instance member) {
      return both(writer -> writer.remove(key, member));
    }

    /** Completes after the mirror as well, so that what comes next does not overtake it. */
    private CompletableFuture<Void> both(Function<RingWriter, CompletableFuture<Void>> write) {
      CompletableFuture<Void> mirrored =
          within(write.apply(second))
              .exceptionally(
                  failure -> {
                    mirrorFailures.increment();
                    return null;
                  });
      return write.apply(first).thenCombine(mirrored, (written, mirror) -> null);
    }

    private CompletableFuture<Void> within(CompletableFuture<Void> write) {
      Future<?> timer =
          settings
              .scheduler()
              .schedule(
                  () -> write.completeExceptionally(new TimeoutException()),
                  config.mirrorTimeout().toMillis(),
                  TimeUnit.MILLISECONDS);
      return write.whenComplete((done, failure) -> timer.cancel(false));
    }
  }

  @Override
  public void close() {
    primary.close();
    secondary.close();
  }
}
