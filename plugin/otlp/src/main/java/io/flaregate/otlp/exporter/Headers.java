package io.flaregate.otlp.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Secret;
import java.util.Map;
import java.util.TreeMap;

/**
 * What goes along with every request.
 *
 * @param tenantHeader the header that carries the tenant; empty if none does
 * @param fixed the other headers
 */
record Headers(String tenantHeader, Map<String, Secret> fixed) {
  Headers {
    requireNonNull(tenantHeader, "tenantHeader is null");
    fixed = Map.copyOf(fixed);
  }

  /** As names and values. */
  Map<String, String> all(String tenant) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    fixed.forEach((name, value) -> all.put(name, value.value()));
    if (!tenantHeader.isEmpty()) {
      all.put(tenantHeader, tenant);
    }
    return all;
  }
}
