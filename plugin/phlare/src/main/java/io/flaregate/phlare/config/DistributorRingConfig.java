package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;
import java.util.List;

/**
 * How this gateway shows itself among the distributors, in the words and with the defaults of
 * upstream's {@code distributor.ring}. It is written to the store of the ingesters' ring.
 *
 * @param enabled whether it shows itself; a static ring or a ring page cannot be written to
 * @param heartbeatPeriod time between two heartbeats of its own
 * @param heartbeatTimeout how old a distributor's heartbeat may be before it counts as dead
 * @param instanceId its unique name; empty: the host's name
 * @param instanceAddr its address; empty: that of a network interface
 * @param instancePort the port that stands in its entry
 * @param instanceInterfaceNames the interfaces to take an address from, the first that has one;
 *     empty: any with a private address
 * @param instanceEnableIpv6 whether the address may be an IPv6 one
 */
public record DistributorRingConfig(
    @Description(
            "Whether this gateway shows itself among the distributors, where the store can be"
                + " written to.")
        boolean enabled,
    @Description("Time between two heartbeats of this gateway's entry.") Duration heartbeatPeriod,
    @Description(
            "Age of a heartbeat after which a distributor counts as dead; after 10 times that it"
                + " is removed.")
        Duration heartbeatTimeout,
    @Description("Unique name of this gateway; empty: the host's name.") String instanceId,
    @Description("Address in this gateway's entry; empty: that of a network interface.")
        String instanceAddr,
    @Description("Port in this gateway's entry.") int instancePort,
    @Description(
            "Network interfaces to take the address from, the first that has one; empty: any"
                + " with a private address.")
        List<String> instanceInterfaceNames,
    @Description("Whether the address may be an IPv6 one.") boolean instanceEnableIpv6)
    implements Validated {
  private static final int MAX_PORT = 65535;

  /** After how many heartbeat timeouts a distributor is removed; upstream's number. */
  private static final int FORGET_TIMEOUTS = 10;

  public DistributorRingConfig {
    requireNonNull(heartbeatPeriod, "heartbeatPeriod is null");
    requireNonNull(heartbeatTimeout, "heartbeatTimeout is null");
    requireNonNull(instanceId, "instanceId is null");
    requireNonNull(instanceAddr, "instanceAddr is null");
    instanceInterfaceNames = List.copyOf(instanceInterfaceNames);
  }

  /** The same, but it does not show itself. */
  DistributorRingConfig disabled() {
    return new DistributorRingConfig(
        false,
        heartbeatPeriod,
        heartbeatTimeout,
        instanceId,
        instanceAddr,
        instancePort,
        instanceInterfaceNames,
        instanceEnableIpv6);
  }

  /** Upstream's; the port is that of its HTTP server. */
  public static DistributorRingConfig defaults() {
    return new DistributorRingConfig(
        true, Duration.ofSeconds(15), Duration.ofMinutes(1), "", "", 4040, List.of(), false);
  }

  /** The age of a heartbeat after which a distributor is removed. */
  public Duration forgetAfter() {
    return heartbeatTimeout.multipliedBy(FORGET_TIMEOUTS);
  }

  @Override
  public void validate(Problems problems) {
    ConfigChecks.positive(problems, "heartbeat_period", heartbeatPeriod);
    ConfigChecks.positive(problems, "heartbeat_timeout", heartbeatTimeout);
    if (heartbeatTimeout.compareTo(heartbeatPeriod) <= 0) {
      problems.error(
          "heartbeat_timeout",
          "is "
              + Durations.format(heartbeatTimeout)
              + ", must be more than heartbeat_period: "
              + Durations.format(heartbeatPeriod));
    }
    if (instancePort < 1 || instancePort > MAX_PORT) {
      problems.error("instance_port", "is " + instancePort + ", must be 1 to " + MAX_PORT);
    }
  }
}
