package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/**
 * Another component's ring page, of which the JSON is read.
 *
 * @param url the page: {@code http://pyroscope-distributor:4040/ring}
 * @param period time between two readings
 */
public record HttpRingConfig(
    @Description("URL of another component's ring page: http://distributor:4040/ring.") String url,
    @Description("Time between two readings of the ring page.") Duration period)
    implements Validated {

  public HttpRingConfig {
    requireNonNull(url, "url is null");
    requireNonNull(period, "period is null");
  }

  /** No page. */
  public static HttpRingConfig defaults() {
    return new HttpRingConfig("", Duration.ofSeconds(5));
  }

  @Override
  public void validate(Problems problems) {
    if (!url.isEmpty() && !ConfigChecks.isHttpUrl(url)) {
      problems.error("url", "\"" + url + "\" is not a URL such as http://distributor:4040/ring");
    }
    ConfigChecks.positive(problems, "period", period);
  }
}
