package io.flaregate.profiles.merge;

import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Links;

/** The levels of what samples carry besides their stacktraces: attributes and links. */
final class LabelLevels {
  private LabelLevels() {}

  /** Attributes, by key, kind and value. */
  static final class AttributeLevel extends ContentLevel {
    private final ContentLevel strings;
    private Attributes attributes = new Attributes(new int[0], new byte[0], new long[0]);

    AttributeLevel(Scratch scratch, ContentLevel strings) {
      super(scratch);
      this.strings = strings;
    }

    void load(Dictionary dictionary) {
      attributes = dictionary.attributes();
      run(attributes.size(), 1);
    }

    private long value(int entry) {
      return attributes.kind(entry) == AttributeKind.STRING
          ? strings.canonical(attributes.string(entry))
          : attributes.number(entry);
    }

    @Override
    void hash(int[] hashes, int from, int size, SeededHash hash) {
      for (int i = from; i < size; i++) {
        long sum = hash.mix(hash.start(), strings.canonical(attributes.key(i)));
        hashes[i] = SeededHash.finish(hash.mix(sum, value(i)));
      }
    }

    @Override
    boolean contentEquals(int entry, int other) {
      return attributes.kind(entry) == attributes.kind(other)
          && strings.canonical(attributes.key(entry)) == strings.canonical(attributes.key(other))
          && value(entry) == value(other);
    }
  }

  /** Links, by trace and span id. */
  static final class LinkLevel extends ContentLevel {
    private Links links = new Links(new long[0], new long[0], new long[0]);

    LinkLevel(Scratch scratch) {
      super(scratch);
    }

    void load(Dictionary dictionary) {
      links = dictionary.links();
      run(links.size(), 0);
    }

    @Override
    void hash(int[] hashes, int from, int size, SeededHash hash) {
      for (int i = from; i < size; i++) {
        long sum = hash.mix(hash.start(), links.traceIdHigh(i));
        sum = hash.mix(sum, links.traceIdLow(i));
        hashes[i] = SeededHash.finish(hash.mix(sum, links.spanId(i)));
      }
    }

    @Override
    boolean contentEquals(int entry, int other) {
      return links.spanId(entry) == links.spanId(other)
          && links.traceIdLow(entry) == links.traceIdLow(other)
          && links.traceIdHigh(entry) == links.traceIdHigh(other);
    }
  }
}
