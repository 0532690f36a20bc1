package io.flaregate.ring;

/** What one member said to a series that it was sent. */
public enum ReplicaAnswer {
  /** Stored. */
  SUCCESS,
  /** Client family: this series will never be taken (invalid_argument). */
  REJECTED,
  /** Client family: too much at present (resource_exhausted). */
  LIMITED,
  /**
   * Server family by its status, but about this series: the member refused it sent alone although
   * it has just stored others of the same sender. From as many members as must store the series it
   * means that none ever will.
   */
  REFUSED_ALONE,
  /** Server family: everything else, an answer that did not come in time included. */
  FAILED;

  /** Whether it blames the sender: the client family. */
  public boolean isClientFamily() {
    return this == REJECTED || this == LIMITED;
  }
}
