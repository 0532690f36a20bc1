package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.spi.consumer.Reason;

/** Reads links and finds those of equal content. */
final class LinkReader {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  private final Tables tables;
  private final Report report;
  private final Scratch scratch;
  private final Budget budget;
  private int links;

  private int traceIdLength;
  private int spanIdLength;

  LinkReader(Tables tables, int linkCount, Report report, Scratch scratch, Budget budget) {
    this.tables = tables;
    this.report = report;
    this.scratch = scratch;
    this.budget = budget;
    scratch.canonicalLinks = Scratch.zeroed(scratch.canonicalLinks, Math.max(1, linkCount));
    scratch.linkSlots.clear();
  }

  /** Reads the next link of the table. */
  void read(ProtoReader in) throws MalformedProtoException, UndecodableException {
    int link = links++;
    traceIdLength = 0;
    spanIdLength = 0;
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | LENGTH -> traceId(in, link);
        case (2 << 3) | LENGTH -> spanId(in, link);
        default -> in.skipUnknown(tag, 2);
      }
    }
    in.pop(outer);
    if ((traceIdLength == 0 || traceIdLength == TRACE_ID_BYTES)
        && (spanIdLength == 0 || spanIdLength == SPAN_ID_BYTES)) {
      scratch.canonicalLinks[link] = canonical(link);
    } else {
      leaveOut(link);
    }
  }

  private void traceId(ProtoReader in, int link) throws MalformedProtoException {
    traceIdLength = in.readLength();
    if (traceIdLength == TRACE_ID_BYTES) {
      tables.linkTraceHigh[link] = Long.reverseBytes(in.readFixed64());
      tables.linkTraceLow[link] = Long.reverseBytes(in.readFixed64());
    } else {
      in.skipBytes(traceIdLength);
      tables.linkTraceHigh[link] = 0;
      tables.linkTraceLow[link] = 0;
    }
  }

  private void spanId(ProtoReader in, int link) throws MalformedProtoException {
    spanIdLength = in.readLength();
    if (spanIdLength == SPAN_ID_BYTES) {
      tables.linkSpans[link] = Long.reverseBytes(in.readFixed64());
    } else {
      in.skipBytes(spanIdLength);
      tables.linkSpans[link] = 0;
    }
  }

  private void leaveOut(int link) {
    tables.linkTraceHigh[link] = 0;
    tables.linkTraceLow[link] = 0;
    tables.linkSpans[link] = 0;
    if (report.again(Reason.INVALID_LINK)) {
      return;
    }
    report.note(
        Reason.INVALID_LINK,
        "link_table: link "
            + link
            + " has a trace_id of "
            + traceIdLength
            + " bytes (expected: 16) and a span_id of "
            + spanIdLength
            + " bytes (expected: 8) and is left out");
  }

  /** The first link of the same content; 0 for one without ids. */
  private int canonical(int link) throws UndecodableException {
    long high = tables.linkTraceHigh[link];
    long low = tables.linkTraceLow[link];
    long span = tables.linkSpans[link];
    if (link == 0 || (high | low | span) == 0) {
      return 0;
    }
    int hash = Slots.mix(Slots.mix(Slots.mix(scratch.seed, high), low), span);
    Slots slots = scratch.linkSlots;
    int slot = slots.first(hash);
    while (slots.index(slot) != Slots.FREE) {
      int other = slots.index(slot);
      if (tables.linkSpans[other] == span
          && tables.linkTraceLow[other] == low
          && tables.linkTraceHigh[other] == high) {
        return other;
      }
      slot = slots.next(slot);
    }
    slots.put(slot, hash, link, budget);
    return link;
  }
}
