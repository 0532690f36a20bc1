package io.flaregate.phlare.wal.log;

/** Is told what happens in a log, for metrics and messages. Called by the log's threads; quick. */
public interface LogListener {
  /** Nobody wants to know. */
  LogListener NONE = new LogListener() {};

  /**
   * Records were made safe together.
   *
   * @param records how many
   * @param bytes how many bytes they take on disk
   * @param forceNanos how long the fsync took
   */
  default void committed(int records, long bytes, long forceNanos) {}

  /** Records could not be appended, or acknowledgements not be kept. */
  default void failed(String what, Exception why) {}

  /** Damage was found while reading; called once for each file that has some. */
  default void damaged(Damage damage) {}
}
