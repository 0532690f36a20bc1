package io.flaregate.spi.config;

/** Where a configuration says what is wrong with it. Paths are relative to the configuration. */
public interface Problems {

  /**
   * Adds an error.
   *
   * @param key the key at fault, relative to the record: {@code ring::replication_factor}; empty
   *     for the record as a whole
   * @param message what is wrong and what was expected
   */
  void error(String key, String message);

  /** Adds a warning. */
  void warning(String key, String message);
}
