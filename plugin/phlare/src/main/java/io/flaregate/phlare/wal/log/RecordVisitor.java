package io.flaregate.phlare.wal.log;

import java.nio.ByteBuffer;

/** Is shown the records of a log one after another. */
@FunctionalInterface
public interface RecordVisitor {

  /**
   * A record that is not acknowledged.
   *
   * @param id its name in this log
   * @param payload its bytes; valid only during the call
   */
  void visit(long id, ByteBuffer payload);
}
