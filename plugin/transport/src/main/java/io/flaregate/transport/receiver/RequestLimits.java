package io.flaregate.transport.receiver;

import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Host;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.tenant.TenantBodyLimits;
import org.jspecify.annotations.Nullable;

/**
 * How large a request may be: what the receiver takes, or less where its tenant may send less. The
 * limits of tenants are those of the extension {@code phlare}, asked anew for each request.
 */
public final class RequestLimits {
  private static final ComponentId EXTENSION = new ComponentId("phlare", "");

  private volatile @Nullable TenantBodyLimits tenants;

  /** Asks the extension of a host from now on, if there is one. */
  public void follow(Host host) {
    tenants = host.extension(EXTENSION, TenantBodyLimits.class).orElse(null);
  }

  /**
   * The limit of a tenant's request.
   *
   * @param tenant the tenant; empty if it is not known yet
   * @param receiver what the receiver takes of anybody
   */
  public SizeLimit of(String tenant, SizeLimit receiver) {
    TenantBodyLimits source = tenants;
    SizeLimit own = source == null || tenant.isEmpty() ? null : source.bodyLimit(tenant);
    return own != null && own.bytes() < receiver.bytes() ? own : receiver;
  }
}
