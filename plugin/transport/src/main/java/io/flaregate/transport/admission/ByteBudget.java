package io.flaregate.transport.admission;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How many bytes the requests under way may hold together. Thread-safe. */
public final class ByteBudget {
  private final long maxBytes;
  private final AtomicLong reserved = new AtomicLong();

  /**
   * A budget of which nothing is reserved.
   *
   * @throws IllegalArgumentException if {@code maxBytes} is not positive
   */
  public ByteBudget(long maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("a budget of " + maxBytes + " bytes");
    }
    this.maxBytes = maxBytes;
  }

  /** The most that can be reserved at one time. */
  public long maxBytes() {
    return maxBytes;
  }

  /** A budget that is never used up. */
  public static ByteBudget unlimited() {
    return new ByteBudget(Long.MAX_VALUE);
  }

  /** What is reserved now, for a gauge. */
  public long reservedBytes() {
    return reserved.get();
  }

  /** An account of one request with a first reservation; null if even that is not to be had. */
  public @Nullable Admission open(long firstBytes) {
    Admission admission = open();
    return admission.grow(firstBytes) ? admission : null;
  }

  /** An account of one request that holds nothing yet. */
  public Admission open() {
    return new Admission(this);
  }

  boolean tryReserve(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("reserving " + bytes + " bytes");
    }
    long now = reserved.get();
    while (bytes <= maxBytes - now) {
      if (reserved.compareAndSet(now, now + bytes)) {
        return true;
      }
      now = reserved.get();
    }
    return false;
  }

  void release(long bytes) {
    reserved.addAndGet(-bytes);
  }
}
