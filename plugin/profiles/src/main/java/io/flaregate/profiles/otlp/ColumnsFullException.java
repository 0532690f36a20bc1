package io.flaregate.profiles.otlp;

/** A request has more entries of a kind than a decoder keeps columns for. */
final class ColumnsFullException extends Exception {
  private static final long serialVersionUID = 1L;

  ColumnsFullException() {
    super("more entries than columns are kept for", null, false, false);
  }
}
