package io.flaregate.spi.consumer;

import static java.util.Objects.requireNonNull;

/**
 * Why a profile fared as it did, or what of it was lost though it was stored.
 *
 * @param row the row that it speaks of, or {@link #WHOLE_REQUEST}
 * @param reason the kind of problem
 * @param message what, actual, limit and configuration key, for a person
 */
public record Detail(int row, Reason reason, String message) {

  /** In place of a row: the detail speaks of no single profile. */
  public static final int WHOLE_REQUEST = -1;

  public Detail {
    if (row < WHOLE_REQUEST) {
      throw new IllegalArgumentException("row is " + row);
    }
    requireNonNull(reason, "reason is null");
    requireNonNull(message, "message is null");
  }

  Detail at(int newRow) {
    return newRow == row ? this : new Detail(newRow, reason, message);
  }
}
