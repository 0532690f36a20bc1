package io.flaregate.transport.grpc;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/** How long a gRPC server keeps connections, in the Collector's keys (configgrpc). */
public record KeepaliveConfig(
    @Description("When the server pings and closes connections.") ServerParameters serverParameters,
    @Description("What the server demands of clients that ping.")
        EnforcementPolicy enforcementPolicy) {
  public KeepaliveConfig {
    requireNonNull(serverParameters, "serverParameters is null");
    requireNonNull(enforcementPolicy, "enforcementPolicy is null");
  }

  /** Connections live five minutes, so that clients spread over new servers. */
  public static KeepaliveConfig defaults() {
    return new KeepaliveConfig(ServerParameters.defaults(), EnforcementPolicy.defaults());
  }

  /** When a server pings and closes connections. */
  public record ServerParameters(
      @Description("Closes a connection without calls after this time; 0: never.")
          Duration maxConnectionIdle,
      @Description("Closes a connection after this time, ±10 %; 0: never.")
          Duration maxConnectionAge,
      @Description(
              "Time for calls under way on a connection that is closed for its age; 0: no end.")
          Duration maxConnectionAgeGrace,
      @Description("Pings a connection that has been silent for this time.") Duration time,
      @Description("Closes a connection whose ping is not answered in this time.") Duration timeout)
      implements Validated {
    public ServerParameters {
      requireNonNull(maxConnectionIdle, "maxConnectionIdle is null");
      requireNonNull(maxConnectionAge, "maxConnectionAge is null");
      requireNonNull(maxConnectionAgeGrace, "maxConnectionAgeGrace is null");
      requireNonNull(time, "time is null");
      requireNonNull(timeout, "timeout is null");
    }

    /** gRPC's own values, but a connection's age is bounded. */
    public static ServerParameters defaults() {
      return new ServerParameters(
          Duration.ZERO,
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofHours(2),
          Duration.ofSeconds(20));
    }

    @Override
    public void validate(Problems problems) {
      notNegative(problems, "max_connection_idle", maxConnectionIdle);
      notNegative(problems, "max_connection_age", maxConnectionAge);
      notNegative(problems, "max_connection_age_grace", maxConnectionAgeGrace);
      positive(problems, "time", time);
      positive(problems, "timeout", timeout);
    }
  }

  /** What a server demands of clients that ping. */
  public record EnforcementPolicy(
      @Description("A client that pings more often than this is sent away.") Duration minTime,
      @Description("Whether clients may ping while no call is under way.")
          boolean permitWithoutStream)
      implements Validated {
    public EnforcementPolicy {
      requireNonNull(minTime, "minTime is null");
    }

    /** gRPC's own values. */
    public static EnforcementPolicy defaults() {
      return new EnforcementPolicy(Duration.ofMinutes(5), false);
    }

    @Override
    public void validate(Problems problems) {
      notNegative(problems, "min_time", minTime);
    }
  }

  private static void notNegative(Problems problems, String key, Duration duration) {
    if (duration.isNegative()) {
      problems.error(key, "is " + duration + "; a time must not be negative");
    }
  }

  private static void positive(Problems problems, String key, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      problems.error(key, "is " + duration + "; the time must be positive");
    }
  }
}
