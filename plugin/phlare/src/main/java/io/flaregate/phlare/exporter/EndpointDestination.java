package io.flaregate.phlare.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.delivery.Destination;
import io.flaregate.phlare.delivery.Placement;
import io.flaregate.phlare.hints.HintTargets;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.transport.tls.ClientTlsWatch;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A remote distributor, which takes all series. */
final class EndpointDestination implements Destinations {
  private final Destination destination;
  private final @Nullable ClientTlsWatch tls;

  EndpointDestination(Destination destination, @Nullable ClientTlsWatch tls) {
    this.tls = tls;
    this.destination = requireNonNull(destination, "destination is null");
  }

  @Override
  public Plan plan(Profiles profiles, MergeKeys keys, String tenant) {
    SeriesGroups groups = SeriesGroups.of(keys, profiles.size(), new BitSet());
    return new Plan(groups, Placement.single(destination, groups.size()), Map.of());
  }

  @Override
  public Placed place(String tenant, int[] tokens) {
    return new Placed(Placement.single(destination, tokens.length), new BitSet(), "");
  }

  @Override
  public String missing() {
    return "";
  }

  @Override
  public void onChange(Runnable action) {
    requireNonNull(action, "action is null");
  }

  @Override
  public @Nullable HintTargets hintTargets() {
    return null;
  }

  @Override
  public void tend() {
    if (tls != null) {
      tls.tend();
    }
  }

  @Override
  public void close(long deadlineNanos) {}
}
