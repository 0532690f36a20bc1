package io.flaregate.it.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How runs are made.
 *
 * @param home the distribution that is tested
 * @param directory where runs keep their files
 * @param seed the first seed
 * @param ack {@code quorum} or {@code durable}; {@code unsynced}: durable without syncs, a mutant
 * @param profilesPerSecond the rate of the load
 * @param profilesPerRequest how many profiles go into a request
 * @param paddingBytes random text in each profile
 * @param healthy how long a run goes before its fault
 * @param fault how long a fault lasts
 */
record Options(
    Path home,
    Path directory,
    long seed,
    String ack,
    int profilesPerSecond,
    int profilesPerRequest,
    int paddingBytes,
    Duration healthy,
    Duration fault) {
  /** The tenant that the load belongs to. */
  static final String TENANT = "chaos";

  /** Two hundred profiles a second, acknowledged by quorum, to the built distribution. */
  static Options of(Path directory, long seed) {
    Path home = Path.of("../plugin/distribution/target/flaregate").toAbsolutePath().normalize();
    return new Options(
        home, directory, seed, "quorum", 200, 4, 0, Duration.ofSeconds(3), Duration.ofSeconds(15));
  }

  Options withLoad(int rate, int batch) {
    return new Options(home, directory, seed, ack, rate, batch, paddingBytes, healthy, fault);
  }

  Options withPadding(int bytes) {
    return new Options(
        home, directory, seed, ack, profilesPerSecond, profilesPerRequest, bytes, healthy, fault);
  }

  Options withTimes(double healthySeconds, double faultSeconds) {
    return new Options(
        home,
        directory,
        seed,
        ack,
        profilesPerSecond,
        profilesPerRequest,
        paddingBytes,
        millis(healthySeconds),
        millis(faultSeconds));
  }

  Options withFault(Duration length) {
    return new Options(
        home,
        directory,
        seed,
        ack,
        profilesPerSecond,
        profilesPerRequest,
        paddingBytes,
        healthy,
        length);
  }

  private static Duration millis(double seconds) {
    return Duration.ofMillis((long) (seconds * 1_000));
  }

  Options withAck(String mode) {
    return new Options(
        home,
        directory,
        seed,
        mode,
        profilesPerSecond,
        profilesPerRequest,
        paddingBytes,
        healthy,
        fault);
  }

  /** Whether the gateway is the mutant that never syncs. */
  boolean skipsSync() {
    return ack.equals("unsynced");
  }

  boolean durable() {
    return ack.equals("durable") || skipsSync();
  }

  Options withHome(Path other) {
    return new Options(
        other,
        directory,
        seed,
        ack,
        profilesPerSecond,
        profilesPerRequest,
        paddingBytes,
        healthy,
        fault);
  }
}
