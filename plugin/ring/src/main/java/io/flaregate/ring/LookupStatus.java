package io.flaregate.ring;

/** How a lookup in the ring ended. */
public enum LookupStatus {
  /** Enough healthy members were found. */
  FOUND,
  /** The ring has no tokens. */
  EMPTY_RING,
  /** Fewer healthy members than must store a series. */
  TOO_FEW_LIVE
}
