package io.flaregate.phlare.wal.log;

import static java.util.Objects.requireNonNull;

/**
 * What is wrong in a file of a log.
 *
 * @param file its name
 * @param records how many records that had been made safe and were not acknowledged are lost
 * @param bytes how many bytes could not be read as records
 * @param tornBytes of these, how many at the end belong to an append that had never been made safe,
 *     as after a crash: nobody was told that they are kept
 */
public record Damage(String file, long records, long bytes, long tornBytes) {
  public Damage {
    requireNonNull(file, "file is null");
  }

  /** Whether anything is wrong. */
  public boolean isAny() {
    return records > 0 || bytes > 0;
  }
}
