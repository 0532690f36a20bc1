package io.flaregate.phlare.processor;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.util.List;

/**
 * The processor {@code phlare}.
 *
 * @param limits what tenants may send
 * @param serviceName where the label {@code service_name} comes from
 * @param sampleOnlyLabels attributes of samples, by key, that stay with the samples instead of
 *     becoming labels of series; {@value #ALL} means all of them. The attribute that names the
 *     service splits profiles even so
 */
public record PhlareProcessorConfig(
    @Description("What each tenant may send.") LimitsConfig limits,
    @Description("Where the label service_name comes from.") ServiceNameConfig serviceName,
    @Description("Sample attributes that stay with the samples and split no series; * means all.")
        List<String> sampleOnlyLabels)
    implements Validated {

  /** In {@code sample_only_labels}: every attribute of samples. */
  public static final String ALL = "*";

  public PhlareProcessorConfig {
    requireNonNull(limits, "limits is null");
    requireNonNull(serviceName, "serviceName is null");
    sampleOnlyLabels = List.copyOf(sampleOnlyLabels);
  }

  /** Pyroscope's limits and service names. */
  public static PhlareProcessorConfig defaults() {
    return new PhlareProcessorConfig(
        LimitsConfig.defaults(), ServiceNameConfig.defaults(), List.of());
  }

  /** Whether all attributes of samples stay with them. */
  boolean allSampleLabelsStay() {
    return sampleOnlyLabels.contains(ALL);
  }

  @Override
  public void validate(Problems problems) {
    if (sampleOnlyLabels.stream().anyMatch(String::isBlank)) {
      problems.error("sample_only_labels", "has an empty name");
    }
    if (allSampleLabelsStay() && sampleOnlyLabels.size() > 1) {
      problems.warning("sample_only_labels", "has " + ALL + ", so the other names add nothing");
    }
  }
}
