package io.flaregate.profiles.wire;

/** What is being written would become larger than its writer may grow. */
public final class SizeLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SizeLimitException(long sizeBytes, int maxBytes) {
    super("a buffer of " + sizeBytes + " bytes would be needed (limit: " + maxBytes + ")");
  }
}
