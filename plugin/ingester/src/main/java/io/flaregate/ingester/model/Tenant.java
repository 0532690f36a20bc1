package io.flaregate.ingester.model;

import io.flaregate.transport.tenant.TenantIds;
import org.jspecify.annotations.Nullable;

/** Who writes and reads. */
public final class Tenant {
  /** The header, and the gRPC metadata key, that names the tenant. */
  public static final String HEADER = "X-Scope-OrgID";

  /** Who writes and reads when no tenant is named. */
  public static final String ANONYMOUS = "anonymous";

  private Tenant() {}

  /**
   * The tenant that a header names.
   *
   * @param header the header's value; null or empty stands for {@link #ANONYMOUS}
   * @throws IllegalArgumentException if it is no tenant id
   */
  public static String of(@Nullable String header) {
    if (header == null || header.isEmpty()) {
      return ANONYMOUS;
    }
    String problem = TenantIds.problem(header);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return header;
  }
}
