package io.flaregate.phlare.delivery;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.push.PushTarget;

/**
 * A place that keeps series.
 *
 * @param name its name in metrics and messages: an ingester's id
 * @param target takes the pushes
 */
public record Destination(String name, PushTarget target) {
  public Destination {
    requireNonNull(name, "name is null");
    requireNonNull(target, "target is null");
  }
}
