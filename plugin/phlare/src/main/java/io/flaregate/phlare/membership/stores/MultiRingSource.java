package io.flaregate.phlare.membership.stores;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.spi.component.Settings;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * A ring in two stores: the primary's, unless that has not answered for a while or knows no
 * members, and the secondary's is younger and has some. Which one it is, is decided at each look.
 */
final class MultiRingSource implements RingSource {
  /** Stores are asked every few seconds; a silence of this length is an outage. */
  static final Duration AWAY_AFTER = Duration.ofSeconds(15);

  private final RingSource primary;
  private final RingSource secondary;
  private final Settings settings;
  private final LongSupplier nanoTime;
  private final AtomicBoolean onSecondary = new AtomicBoolean();

  MultiRingSource(
      RingSource primary, RingSource secondary, Settings settings, LongSupplier nanoTime) {
    this.primary = requireNonNull(primary, "primary is null");
    this.secondary = requireNonNull(secondary, "secondary is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  @Override
  public RingView view() {
    RingView first = primary.view();
    RingView second = secondary.view();
    boolean away = first.age(nanoTime.getAsLong()).compareTo(AWAY_AFTER) > 0;
    boolean younger = second.publishedNanos() - first.publishedNanos() > 0;
    boolean useSecond = second.ring().size() > 0 && ((away && younger) || first.ring().size() == 0);
    if (onSecondary.compareAndSet(!useSecond, useSecond)) {
      tell(first.source(), second.source(), useSecond);
    }
    return useSecond ? second : first;
  }

  private void tell(String first, String second, boolean useSecond) {
    settings
        .logger()
        .log(
            useSecond ? Level.WARNING : Level.INFO,
            settings.id()
                + ": ring from "
                + first
                + (useSecond ? " is away or empty; that from " + second + " is used" : " is used"));
  }

  @Override
  public void onChange(Runnable action) {
    primary.onChange(action);
    secondary.onChange(action);
  }

  @Override
  public void close() {
    primary.close();
    secondary.close();
  }
}
