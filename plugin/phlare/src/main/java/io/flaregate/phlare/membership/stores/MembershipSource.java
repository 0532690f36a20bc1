package io.flaregate.phlare.membership.stores;

import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Host;
import java.util.Optional;

/** An extension that has the membership which several exporters share. */
public interface MembershipSource {
  /** The id of the extension that is asked. */
  ComponentId EXTENSION = new ComponentId("phlare", "");

  /**
   * The membership, which the extension closes; empty if its configuration names no ring, or it is
   * not started.
   */
  Optional<Membership> membership();

  /** That of the extension {@code phlare}, if the configuration lists it and it has a ring. */
  static Optional<Membership> find(Host host) {
    return host.extension(EXTENSION, MembershipSource.class).flatMap(MembershipSource::membership);
  }
}
