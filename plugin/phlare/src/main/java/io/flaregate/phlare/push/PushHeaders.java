package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.spi.config.Secret;
import io.grpc.Metadata;
import java.util.Map;
import java.util.TreeMap;

/**
 * What goes along with every push: the tenant, and headers from the configuration.
 *
 * @param tenantHeader the header that carries the tenant
 * @param fixed the other headers
 */
public record PushHeaders(String tenantHeader, Map<String, Secret> fixed) {
  public PushHeaders {
    requireNonNull(tenantHeader, "tenantHeader is null");
    fixed = Map.copyOf(fixed);
  }

  /** The headers of a configuration. */
  public static PushHeaders of(PhlareExporterConfig config) {
    return new PushHeaders(config.tenantHeader(), config.headers());
  }

  /** As metadata of one call, which gRPC changes. */
  public Metadata metadata(String tenant) {
    Metadata metadata = new Metadata();
    all(tenant)
        .forEach(
            (name, value) ->
                metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    return metadata;
  }

  /** As names and values. */
  Map<String, String> all(String tenant) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    fixed.forEach((name, value) -> all.put(name, value.value()));
    all.put(tenantHeader, tenant);
    return all;
  }
}
