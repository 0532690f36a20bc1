package io.flaregate.phlare.overrides;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.IgnoredKeys;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/**
 * Where the limits of single tenants stand, under Pyroscope's keys.
 *
 * @param file a YAML file with {@code overrides: {TENANT: {LIMIT: VALUE}}}; empty: there is none
 * @param period how often it is looked at
 */
@IgnoredKeys(
    value = {"http_client_timeout", "http_client_disable_keep_alives"},
    reason = "only files are read, not URLs")
public record RuntimeConfig(
    @Description("YAML file with the limits of single tenants; empty: none.") String file,
    @Description("How often the file is looked at.") Duration period)
    implements Validated {

  private static final Duration MIN_PERIOD = Duration.ofMillis(100);

  public RuntimeConfig {
    requireNonNull(file, "file is null");
    requireNonNull(period, "period is null");
  }

  /** No file. */
  public static RuntimeConfig defaults() {
    return new RuntimeConfig("", Duration.ofSeconds(10));
  }

  @Override
  public void validate(Problems problems) {
    if (period.compareTo(MIN_PERIOD) < 0) {
      problems.error(
          "period",
          "is " + Durations.format(period) + ", must be at least " + Durations.format(MIN_PERIOD));
    }
    if (file.startsWith("http://") || file.startsWith("https://")) {
      problems.error("file", "is a URL; only files are read");
    }
  }
}
