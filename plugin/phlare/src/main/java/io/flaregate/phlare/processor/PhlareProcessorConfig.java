package io.flaregate.phlare.processor;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.spi.config.Description;

/**
 * The processor {@code phlare}.
 *
 * @param limits what tenants may send
 * @param serviceName where the label {@code service_name} comes from
 */
public record PhlareProcessorConfig(
    @Description("What each tenant may send.") LimitsConfig limits,
    @Description("Where the label service_name comes from.") ServiceNameConfig serviceName) {

  public PhlareProcessorConfig {
    requireNonNull(limits, "limits is null");
    requireNonNull(serviceName, "serviceName is null");
  }

  /** Pyroscope's limits and service names. */
  public static PhlareProcessorConfig defaults() {
    return new PhlareProcessorConfig(LimitsConfig.defaults(), ServiceNameConfig.defaults());
  }
}
