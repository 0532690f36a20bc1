package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Hinted handoff: what becomes of copies that an ingester missed although the quorum holds.
 *
 * @param enabled whether they are kept for it and handed over later
 * @param directory where they are kept; empty: in memory. A directory belongs to one exporter of
 *     one gateway
 * @param maxBytes how many bytes of hints are kept for all ingesters together, in memory or on disk
 * @param maxAge how old the profile of a hint may be
 * @param maxBytesPerSecond how fast hints are handed over to each ingester
 */
public record HintsConfig(
    @Description("Whether copies that an ingester missed are kept for it and handed over later.")
        boolean enabled,
    @Description("Where hints are kept, for this exporter alone; empty: in memory.")
        String directory,
    @Description("Bytes of hints kept for all ingesters together.") long maxBytes,
    @Description("Age of a profile beyond which its hint is dropped.") Duration maxAge,
    @Description("Bytes of hints handed over to one ingester in a second.") long maxBytesPerSecond)
    implements Validated {

  private static final long MIN_BYTES = 1 << 16;
  private static final Duration LONGEST_AGE = Duration.ofHours(24);

  public HintsConfig {
    requireNonNull(directory, "directory is null");
    requireNonNull(maxAge, "maxAge is null");
  }

  /** On, in memory, 64 MiB, one hour, 32 MiB/s: 1 GiB takes half a minute. */
  public static HintsConfig defaults() {
    return new HintsConfig(true, "", 64 << 20, Duration.ofHours(1), 32 << 20);
  }

  /** The same, switched off. */
  HintsConfig off() {
    return new HintsConfig(false, "", maxBytes, maxAge, maxBytesPerSecond);
  }

  @Override
  public void validate(Problems problems) {
    ConfigChecks.positive(problems, "max_age", maxAge);
    if (maxAge.compareTo(LONGEST_AGE) > 0) {
      problems.error(
          "max_age",
          "is "
              + Durations.format(maxAge)
              + ", must be at most "
              + Durations.format(LONGEST_AGE)
              + ": compactors may be done with that time");
    }
    atLeast(problems, "max_bytes", maxBytes);
    atLeast(problems, "max_bytes_per_second", maxBytesPerSecond);
    if (enabled && directory.isEmpty() && maxBytes > Runtime.getRuntime().maxMemory() / 2) {
      problems.warning(
          "max_bytes",
          "is " + maxBytes + " in memory, more than half of the heap; set directory or less");
    }
    if (enabled && !directory.isEmpty()) {
      validateDirectory(problems);
    }
  }

  private static void atLeast(Problems problems, String key, long value) {
    if (value < MIN_BYTES) {
      problems.error(key, "is " + value + ", must be at least " + MIN_BYTES);
    }
  }

  private void validateDirectory(Problems problems) {
    try {
      Path wanted = Path.of(directory).toAbsolutePath();
      Path there = wanted;
      while (there != null && !Files.exists(there)) {
        there = there.getParent();
      }
      if (there == null || !Files.isDirectory(there)) {
        problems.error("directory", "\"" + directory + "\" cannot be one: " + there + " is a file");
      } else if (!Files.isWritable(there)) {
        problems.error("directory", "\"" + directory + "\": no right to write in " + there);
      }
    } catch (InvalidPathException e) {
      problems.error("directory", "\"" + directory + "\" is not a path: " + e.getReason());
    }
  }
}
