package io.flaregate.phlare.membership.kv;

import io.flaregate.phlare.membership.RingBounds;
import io.flaregate.phlare.membership.RingBoundsException;
import io.flaregate.ring.desc.RingDesc;
import io.flaregate.ring.desc.RingDescCodec;
import io.flaregate.ring.desc.RingDescException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the value of a key within bounds. */
final class RingValue {
  private RingValue() {}

  /**
   * The ring that a value describes; an empty one if there is no value.
   *
   * @throws StoreException if it cannot be read or is too large
   */
  static RingDesc read(byte @Nullable [] value) throws StoreException {
    if (value == null || value.length == 0) {
      return RingDesc.EMPTY;
    }
    if (value.length > RingBounds.MAX_VALUE_BYTES) {
      throw new StoreException(
          StoreFailure.TOO_LARGE,
          "value is " + value.length + " bytes long, limit " + RingBounds.MAX_VALUE_BYTES);
    }
    try {
      RingDesc desc = RingDescCodec.decode(value, RingBounds.MAX_VALUE_BYTES);
      RingBounds.check(List.of(), desc.instances());
      return desc;
    } catch (RingDescException e) {
      throw new StoreException(
          StoreFailure.MALFORMED, "value cannot be read: " + e.getMessage(), e);
    } catch (RingBoundsException e) {
      throw new StoreException(StoreFailure.TOO_LARGE, String.valueOf(e.getMessage()), e);
    }
  }
}
