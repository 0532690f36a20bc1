package io.flaregate.profiles.otlp;

/** All columns of a request while they are filled. */
final class RequestColumns {
  final Tables tables;
  final TextColumns texts;

  /** The texts that stand inline in the attribute table. */
  final TextColumns inlineTexts;

  final AttributeColumns attributes;
  final SampleColumns samples;

  /** Columns that a decoder keeps; they grow up to a bound. */
  RequestColumns() {
    this(true, new Counts(0));
  }

  /** Columns of one request, in the sizes that were counted. */
  RequestColumns(Counts counts) {
    this(false, counts);
  }

  private RequestColumns(boolean kept, Counts counts) {
    tables = new Tables(kept, counts);
    texts = new TextColumns(kept, Math.max(1, counts.strings) + counts.attributes);
    inlineTexts = new TextColumns(kept, counts.attributes);
    attributes = new AttributeColumns(kept, Math.max(1, counts.attributes) + counts.ownAttributes);
    samples = new SampleColumns(kept, counts.samples);
  }

  /** Whether a decoder keeps them, so that results get copies. */
  boolean areKept() {
    return samples.kept;
  }

  /** How many entries there is room for in all. */
  int entries() {
    return tables.entries()
        + texts.offsets.length
        + inlineTexts.offsets.length
        + attributes.keys.length
        + samples.entries();
  }

  /** Forgets all entries. */
  void clear() {
    tables.clear();
    texts.size = 0;
    inlineTexts.size = 0;
    attributes.size = 0;
    samples.clear();
  }
}
