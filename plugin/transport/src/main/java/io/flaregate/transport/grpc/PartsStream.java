package io.flaregate.transport.grpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** A stream over several arrays that the library drains without a buffer of its own. */
final class PartsStream extends InputStream implements KnownLength, Drainable {
  private final List<byte[]> parts;
  private int part;
  private int at;
  private int remaining;

  PartsStream(List<byte[]> parts, int length) {
    this.parts = parts;
    this.remaining = length;
  }

  @Override
  public int available() {
    return remaining;
  }

  @Override
  public int read() {
    if (remaining == 0) {
      return -1;
    }
    skipEmpty();
    remaining--;
    return parts.get(part)[at++] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (remaining == 0) {
      return -1;
    }
    skipEmpty();
    byte[] source = parts.get(part);
    int count = Math.min(Math.min(length, source.length - at), remaining);
    System.arraycopy(source, at, target, offset, count);
    at += count;
    remaining -= count;
    return count;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int drained = remaining;
    while (remaining > 0) {
      skipEmpty();
      byte[] source = parts.get(part);
      int count = Math.min(source.length - at, remaining);
      target.write(source, at, count);
      at += count;
      remaining -= count;
    }
    return drained;
  }

  private void skipEmpty() {
    while (at == parts.get(part).length) {
      part++;
      at = 0;
    }
  }
}
