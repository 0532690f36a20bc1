package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.spi.consumer.Reason;

/** Reads links and finds those of equal content. */
final class LinkReader {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  private final LinkColumns links;
  private final Report report;
  private final Scratch scratch;
  private final Budget budget;

  private int traceIdLength;
  private int spanIdLength;

  LinkReader(LinkColumns links, Report report, Scratch scratch, Budget budget) {
    this.links = links;
    this.report = report;
    this.scratch = scratch;
    this.budget = budget;
    scratch.linkSlots.clear();
  }

  /** Reads the next link of the table. */
  void read(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int link = links.add();
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
      links.canonical[link] = canonical(link);
    } else {
      leaveOut(link);
    }
  }

  private void traceId(ProtoReader in, int link) throws MalformedProtoException {
    traceIdLength = in.readLength();
    if (traceIdLength == TRACE_ID_BYTES) {
      links.traceHigh[link] = Long.reverseBytes(in.readFixed64());
      links.traceLow[link] = Long.reverseBytes(in.readFixed64());
    } else {
      in.skipBytes(traceIdLength);
      links.traceHigh[link] = 0;
      links.traceLow[link] = 0;
    }
  }

  private void spanId(ProtoReader in, int link) throws MalformedProtoException {
    spanIdLength = in.readLength();
    if (spanIdLength == SPAN_ID_BYTES) {
      links.spans[link] = Long.reverseBytes(in.readFixed64());
    } else {
      in.skipBytes(spanIdLength);
      links.spans[link] = 0;
    }
  }

  private void leaveOut(int link) {
    links.clear(link);
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
    long high = links.traceHigh[link];
    long low = links.traceLow[link];
    long span = links.spans[link];
    if (link == 0 || (high | low | span) == 0) {
      return 0;
    }
    int hash = Slots.mix(Slots.mix(Slots.mix(scratch.seed, high), low), span);
    Slots slots = scratch.linkSlots;
    int slot = slots.first(hash);
    while (slots.index(slot) != Slots.FREE) {
      int other = slots.index(slot);
      if (links.spans[other] == span
          && links.traceLow[other] == low
          && links.traceHigh[other] == high) {
        return other;
      }
      slot = slots.next(slot);
    }
    slots.put(slot, hash, link, budget);
    return link;
  }
}
