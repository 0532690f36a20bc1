package io.flaregate.phlare.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.delivery.Destination;
import io.flaregate.phlare.delivery.Placement;
import io.flaregate.spi.profiles.Profiles;
import java.util.BitSet;
import java.util.Map;

/** A remote distributor, which takes all series. */
final class EndpointDestination implements Destinations {
  private final Destination destination;

  EndpointDestination(Destination destination) {
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
  public void tend() {}

  @Override
  public void close(long deadlineNanos) {}
}
