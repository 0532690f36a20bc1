package io.flaregate.transport.tenant;

import io.flaregate.transport.compress.SizeLimit;
import org.jspecify.annotations.Nullable;

/** What an extension implements that knows how large requests of single tenants may be. */
public interface TenantBodyLimits {
  /**
   * How large a request of a tenant may be now, before and after decompression; null: as large as
   * the receiver takes. Quick and thread-safe.
   */
  @Nullable SizeLimit bodyLimit(String tenant);
}
