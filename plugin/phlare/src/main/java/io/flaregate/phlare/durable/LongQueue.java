package io.flaregate.phlare.durable;

/** Numbers first in, first out, without an object each. Not thread-safe. */
final class LongQueue {
  private static final int SMALLEST = 8;

  private long[] ring = new long[SMALLEST];
  private int head;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(long value) {
    if (size == ring.length) {
      resize(2 * size);
    }
    ring[(head + size) & (ring.length - 1)] = value;
    size++;
  }

  /** The first one, which stays. */
  long peek() {
    return ring[head];
  }

  /** Takes the first one; there must be one. */
  long take() {
    long value = ring[head];
    head = (head + 1) & (ring.length - 1);
    size--;
    if (ring.length > 1024 && size < ring.length / 8) {
      resize(ring.length / 2);
    }
    return value;
  }

  private void resize(int capacity) {
    long[] larger = new long[capacity];
    for (int i = 0; i < size; i++) {
      larger[i] = ring[(head + i) & (ring.length - 1)];
    }
    ring = larger;
    head = 0;
  }
}
