package io.flaregate.phlare.processor;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The processor {@code phlare}.
 *
 * @param limits what tenants may send; absent: what the extension {@code phlare} says, or the
 *     defaults if there is none
 * @param serviceName where the label {@code service_name} comes from
 * @param sampleOnlyLabels attributes of samples, by key, that stay with the samples instead of
 *     becoming labels of series; {@value #ALL} means all of them. The attribute that names the
 *     service splits profiles even so
 * @param dropResourceAttributes attributes of resources, by key, that become no labels; {@value
 *     #HIGH_CARDINALITY} means those that differ in every process or container
 */
public record PhlareProcessorConfig(
    @Description("What each tenant may send; absent: the extension phlare says, or the defaults.")
        @Nullable LimitsConfig limits,
    @Description("Where the label service_name comes from.") ServiceNameConfig serviceName,
    @Description("Sample attributes that stay with the samples and split no series; * means all.")
        List<String> sampleOnlyLabels,
    @Description("Resource attributes that become no labels; high_cardinality is a preset.")
        List<String> dropResourceAttributes)
    implements Validated {

  /** In {@code sample_only_labels}: every attribute of samples. */
  public static final String ALL = "*";

  /** In {@code drop_resource_attributes}: what differs in every process or container. */
  public static final String HIGH_CARDINALITY = "high_cardinality";

  private static final List<String> PRESET =
      List.of(
          "process.pid",
          "process.parent_pid",
          "process.creation.time",
          "process.command",
          "process.command_args",
          "process.command_line",
          "process.executable.path",
          "container.id",
          "k8s.pod.uid",
          "k8s.pod.start_time",
          "service.instance.id");

  public PhlareProcessorConfig {
    requireNonNull(serviceName, "serviceName is null");
    sampleOnlyLabels = List.copyOf(sampleOnlyLabels);
    dropResourceAttributes = List.copyOf(dropResourceAttributes);
  }

  /** Pyroscope's service names, and no limits of its own. */
  public static PhlareProcessorConfig defaults() {
    return new PhlareProcessorConfig(null, ServiceNameConfig.defaults(), List.of(), List.of());
  }

  /** The same with limits of its own. */
  public PhlareProcessorConfig withLimits(LimitsConfig own) {
    return new PhlareProcessorConfig(own, serviceName, sampleOnlyLabels, dropResourceAttributes);
  }

  /** Whether all attributes of samples stay with them. */
  boolean allSampleLabelsStay() {
    return sampleOnlyLabels.contains(ALL);
  }

  /** The keys of the resource attributes that become no labels. */
  Set<String> droppedAttributes() {
    if (dropResourceAttributes.isEmpty()) {
      return Set.of();
    }
    Set<String> keys = new TreeSet<>(dropResourceAttributes);
    if (keys.remove(HIGH_CARDINALITY)) {
      keys.addAll(PRESET);
    }
    return keys;
  }

  @Override
  public void validate(Problems problems) {
    validateDropped(problems);
    if (sampleOnlyLabels.stream().anyMatch(String::isBlank)) {
      problems.error("sample_only_labels", "has an empty name");
    }
    if (allSampleLabelsStay() && sampleOnlyLabels.size() > 1) {
      problems.warning("sample_only_labels", "has " + ALL + ", so the other names add nothing");
    }
  }

  private void validateDropped(Problems problems) {
    if (dropResourceAttributes.stream().anyMatch(String::isBlank)) {
      problems.error("drop_resource_attributes", "has an empty name");
    } else if (!dropResourceAttributes.isEmpty()) {
      problems.warning(
          "drop_resource_attributes",
          "takes "
              + String.join(", ", droppedAttributes())
              + " from the labels: processes that nothing else tells apart become one series, in"
              + " which of two profiles of one millisecond a reader sees one");
    }
  }
}
