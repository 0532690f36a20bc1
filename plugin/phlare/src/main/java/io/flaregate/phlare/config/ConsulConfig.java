package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/**
 * How to reach Consul, in the words and with the defaults of upstream's {@code kvstore.consul}.
 *
 * @param host Consul's HTTP address: {@code host:port}, or with {@code http://} or {@code https://}
 * @param aclToken the token of an access control list; empty: none
 * @param httpClientTimeout limit of a request; a blocking query waits for less
 * @param consistentReads whether reads are consistent, which asks the leader to prove itself
 * @param watchRateLimit how many answers of a watched ring are taken a second; 0: all
 * @param watchBurstSize how many may be taken at once
 * @param casRetryDelay the longest pause before a lost compare-and-swap is tried again
 */
public record ConsulConfig(
    @Description("Consul's HTTP address: host:port, or with http:// or https:// before it.")
        String host,
    @Description("Token of Consul's access control; empty: none.") Secret aclToken,
    @Description("Longest time for a request to Consul; a blocking query waits for less.")
        Duration httpClientTimeout,
    @Description("Whether reads are consistent, for which Consul's leader has to prove itself.")
        boolean consistentReads,
    @Description("How many changes of a ring are taken from Consul a second; 0: all.")
        double watchRateLimit,
    @Description("How many changes of a ring may be taken from Consul at once.") int watchBurstSize,
    @Description("Longest pause before a lost compare-and-swap of the own entry is tried again.")
        Duration casRetryDelay)
    implements Validated {

  public ConsulConfig {
    requireNonNull(host, "host is null");
    requireNonNull(aclToken, "aclToken is null");
    requireNonNull(httpClientTimeout, "httpClientTimeout is null");
    requireNonNull(casRetryDelay, "casRetryDelay is null");
  }

  /** Upstream's. */
  public static ConsulConfig defaults() {
    return new ConsulConfig(
        "localhost:8500",
        new Secret(""),
        Duration.ofSeconds(20),
        false,
        1,
        1,
        Duration.ofSeconds(1));
  }

  @Override
  public void validate(Problems problems) {
    if (!ConfigChecks.isHttpUrl(host.contains("://") ? host : "http://" + host)) {
      problems.error("host", "\"" + host + "\" is not host:port or a URL of Consul");
    }
    ConfigChecks.positive(problems, "http_client_timeout", httpClientTimeout);
    ConfigChecks.positive(problems, "cas_retry_delay", casRetryDelay);
    if (!(watchRateLimit >= 0)) {
      problems.error("watch_rate_limit", "is " + watchRateLimit + ", must be 0 (all) or more");
    }
    if (watchBurstSize < 1) {
      problems.error("watch_burst_size", "is " + watchBurstSize + ", must be at least 1");
    }
  }
}
