package io.flaregate.it.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How runs are made.
 *
 * @param home the distribution that is tested
 * @param directory where runs keep their files
 * @param seed the first seed
 * @param ack {@code quorum} or {@code durable}
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

  boolean durable() {
    return ack.equals("durable");
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
