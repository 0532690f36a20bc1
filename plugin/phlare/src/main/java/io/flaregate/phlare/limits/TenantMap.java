package io.flaregate.phlare.limits;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something for each of the tenants that sent last; one that comes again after it was forgotten
 * starts anew. Not thread-safe.
 */
final class TenantMap<V> extends LinkedHashMap<String, V> {
  private static final long serialVersionUID = 1L;

  /** How many tenants are remembered. */
  static final int MAX_TENANTS = 10_000;

  TenantMap() {
    super(16, 0.75f, true);
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
    return size() > MAX_TENANTS;
  }
}
