package io.flaregate.transport.admission;

/**
 * What one request has reserved of a {@link ByteBudget}. Thread-safe; closed once the request is
 * over, which may happen while bytes still arrive: those are then refused.
 */
public final class Admission implements ByteAccount, AutoCloseable {
  private final ByteBudget budget;
  private long held;
  private boolean closed;

  Admission(ByteBudget budget) {
    this.budget = budget;
  }

  @Override
  public synchronized boolean grow(long bytes) {
    if (closed || !budget.tryReserve(bytes)) {
      return false;
    }
    held += bytes;
    return true;
  }

  /** Gives back what is held beyond a number of bytes. */
  public synchronized void shrinkTo(long bytes) {
    if (bytes < held) {
      budget.release(held - bytes);
      held = bytes;
    }
  }

  /** How many bytes are held. */
  public synchronized long heldBytes() {
    return held;
  }

  /** Gives back everything, once; after that nothing is granted any more. */
  @Override
  public synchronized void close() {
    closed = true;
    shrinkTo(0);
  }
}
