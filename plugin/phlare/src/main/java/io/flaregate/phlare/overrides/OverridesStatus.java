package io.flaregate.phlare.overrides;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the file of overrides is, for pages.
 *
 * @param file the file; empty: there is none
 * @param sha256 the hash of what is in force, in hexadecimal; empty before there is anything
 * @param loadedAt when that was read
 * @param problem why the file as it is now is not in force; empty if it is
 */
public record OverridesStatus(
    String file, String sha256, @Nullable Instant loadedAt, String problem) {
  public OverridesStatus {
    requireNonNull(file, "file is null");
    requireNonNull(sha256, "sha256 is null");
    requireNonNull(problem, "problem is null");
  }

  /** There is no file. */
  public static OverridesStatus none() {
    return new OverridesStatus("", "", null, "");
  }
}
