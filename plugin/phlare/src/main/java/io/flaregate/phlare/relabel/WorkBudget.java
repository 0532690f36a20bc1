package io.flaregate.phlare.relabel;

import java.io.Serial;

/**
 * What rules may cost for one request: bytes that are matched and bytes that are written. Without
 * it a sender could have a few long labels matched and copied for each of very many series.
 */
final class WorkBudget {
  private long left;

  WorkBudget(long bytes) {
    left = bytes;
  }

  /** Takes bytes before the work is done. */
  void spend(long bytes) throws ExhaustedException {
    left -= bytes;
    if (left < 0) {
      throw new ExhaustedException();
    }
  }

  /** The budget is spent; for control only, so it has no trace. */
  static final class ExhaustedException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    ExhaustedException() {
      super("the budget of relabel rules is spent", null, false, false);
    }
  }
}
