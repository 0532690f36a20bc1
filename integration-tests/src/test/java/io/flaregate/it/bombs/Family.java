package io.flaregate.it.bombs;

/** Ways to make a request that costs its receiver more than its sender. */
enum Family {
  /** Gzip of up to 1 GiB, in one member or in many. */
  GZIP,
  /** Gzip in gzip; pprofs that are gzip bombs, up to 40 in one push. */
  NESTED_GZIP,
  /** Zstandard with a window of up to 2 GiB, or a KiB that becomes GiBs. */
  ZSTD,
  /** Snappy that claims up to 4 GiB. */
  SNAPPY,
  /** Attribute values in attribute values. */
  DEEP_VALUES,
  /** Unknown groups in groups, up to a million. */
  GROUPS,
  /** Tables of very many entries, empty or not. */
  HUGE_DICTIONARY,
  /** A long stack that very many samples refer to. */
  AMPLIFICATION,
  /** A service of its own for every sample. */
  MANY_SERVICES,
  /** Very many attributes of a resource or of samples. */
  MANY_ATTRIBUTES,
  /** Strings of up to 12 MiB, referred to again and again. */
  HUGE_STRINGS,
  /** Lengths that lie, varints that are cut or never end, and flipped bytes. */
  VARINTS,
  /** JSON: nested, with very many keys, or with very long numbers and strings. */
  JSON,
  /** Text of {@code /ingest} whose lines are stacks, many and deep. */
  FOLDED
}
