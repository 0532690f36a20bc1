package io.flaregate.phlare.read;

import io.flaregate.profiles.wire.ProtoWriter;
import java.util.List;

/** Writes the requests of the reading side of {@code ingester.v1} (distributor.md, section 3). */
final class ReadRequests {
  private static final int INITIAL_BYTES = 256;

  private ReadRequests() {}

  static byte[] profileTypes(TimeRange range) {
    ProtoWriter out = new ProtoWriter(INITIAL_BYTES);
    range(out, 1, range);
    return out.toByteArray();
  }

  static byte[] series(String selector, TimeRange range) {
    ProtoWriter out = new ProtoWriter(INITIAL_BYTES);
    out.string(1, selector);
    range(out, 3, range);
    return out.toByteArray();
  }

  static byte[] labelNames(String selector, TimeRange range) {
    ProtoWriter out = new ProtoWriter(INITIAL_BYTES);
    out.string(1, selector);
    range(out, 2, range);
    return out.toByteArray();
  }

  static byte[] labelValues(String name, String selector, TimeRange range) {
    ProtoWriter out = new ProtoWriter(INITIAL_BYTES);
    out.string(1, name);
    out.string(2, selector);
    range(out, 3, range);
    return out.toByteArray();
  }

  /** The first message of {@code MergeProfilesPprof}. */
  static byte[] merge(String selector, ProfileType type, TimeRange range) {
    ProtoWriter out = new ProtoWriter(INITIAL_BYTES);
    int request = out.start(1, INITIAL_BYTES);
    out.string(1, selector);
    int mark = out.start(2, INITIAL_BYTES / 2);
    out.string(1, type.id());
    List<String> parts =
        List.of(type.sampleType(), type.sampleUnit(), type.periodType(), type.periodUnit());
    out.string(2, type.name());
    for (int i = 0; i < parts.size(); i++) {
      out.string(4 + i, parts.get(i));
    }
    out.end(mark);
    range(out, 3, range);
    out.end(request);
    return out.toByteArray();
  }

  /** A further message of {@code MergeProfilesPprof}: which of a batch to keep. */
  static byte[] keep(boolean[] kept) {
    ProtoWriter out = new ProtoWriter(kept.length + 8);
    int mark = out.start(2, kept.length);
    for (boolean each : kept) {
      out.packed(each ? 1 : 0);
    }
    out.end(mark);
    return out.toByteArray();
  }

  private static void range(ProtoWriter out, int field, TimeRange range) {
    out.varint(field, range.fromMillis());
    out.varint(field + 1, range.toMillis());
  }
}
