package io.flaregate.phlare.extension;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.RateStrategy;
import io.flaregate.phlare.overrides.OverridesFile;
import io.flaregate.phlare.overrides.RuntimeConfig;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import org.jspecify.annotations.Nullable;

/**
 * The extension {@code phlare}.
 *
 * @param limits what each tenant may send about which the file of overrides says nothing
 * @param runtimeConfig where the limits of single tenants stand
 * @param ingestionRateStrategy whether a tenant's rate is that of all distributors together; they
 *     are those of the ring that an exporter {@code phlare} of this gateway follows
 * @param ring the ring that exporters {@code phlare} without one of their own share; absent: none
 */
public record PhlareExtensionConfig(
    @Description("What each tenant may send.") LimitsConfig limits,
    @Description("Where the limits of single tenants stand.") RuntimeConfig runtimeConfig,
    @Description("Whether rates are those of all distributors together: global, or local.")
        RateStrategy ingestionRateStrategy,
    @Description("The ring of ingesters that exporters phlare without one of their own share.")
        @Nullable PhlareRingConfig ring)
    implements Validated {

  public PhlareExtensionConfig {
    requireNonNull(limits, "limits is null");
    requireNonNull(runtimeConfig, "runtimeConfig is null");
    requireNonNull(ingestionRateStrategy, "ingestionRateStrategy is null");
  }

  /**
   * Warns of what keeps the file from being put in force. Only warns: a configuration may be
   * validated where the file is not.
   */
  @Override
  public void validate(Problems problems) {
    OverridesFile.problems(runtimeConfig, limits)
        .forEach(problem -> problems.warning("runtime_config::file", problem));
  }

  /** Pyroscope's limits, for all tenants. */
  public static PhlareExtensionConfig defaults() {
    return new PhlareExtensionConfig(
        LimitsConfig.defaults(), RuntimeConfig.defaults(), RateStrategy.GLOBAL, null);
  }
}
