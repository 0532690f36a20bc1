package io.flaregate.spi.consumer;

import java.util.Locale;

/**
 * Why something was refused, lost or changed; also the metrics' label {@code reason}. The names are
 * those of Pyroscope's write path where it has one for the same thing.
 */
public enum Reason {
  UNKNOWN,
  INVALID_LABELS,
  MISSING_LABELS,
  RATE_LIMITED,
  NOT_IN_INGESTION_WINDOW,
  MAX_LABEL_NAMES_PER_SERIES,
  LABEL_NAME_TOO_LONG,
  LABEL_VALUE_TOO_LONG,
  DUPLICATE_LABEL_NAMES,
  SERIES_LIMIT,
  SAMPLES_LIMIT,
  PROFILE_SIZE_LIMIT,
  SAMPLE_LABELS_LIMIT,
  MALFORMED_PROFILE,
  INGEST_LIMIT_REACHED,
  DROPPED_BY_SAMPLING_RULES,
  BODY_SIZE_LIMIT_EXCEEDED,
  DROPPED_BY_RELABEL_RULES,
  EMPTY_AFTER_NORMALIZATION,
  EXPANSION_LIMIT,
  DUPLICATE_PROFILE_ID,
  REFUSED_BY_INGESTERS,
  VALUE_SATURATED,

  /** A sample had a negative value. */
  NEGATIVE_VALUE,
  /** A sample had neither values nor timestamps. */
  NO_VALUE,
  /** A pprof sample referred to a location, function or mapping that is not there. */
  DANGLING_REFERENCE,
  /** A sample label was not a string, or could not become a series label. */
  SAMPLE_LABEL_DROPPED,
  /** One key stood twice among the attributes of a resource, scope or sample; the first won. */
  DUPLICATE_ATTRIBUTE_KEY,
  /** An attribute had an inline key or value and a reference to one; the inline one won. */
  KEY_AND_REFERENCE,
  /** A text was not UTF-8; its bad bytes became U+FFFD. */
  INVALID_UTF8,
  /** Entry 0 of a dictionary table was not the empty one. */
  NONZERO_ENTRY_ZERO,
  /** A link had a trace or span id of a wrong length and was left out. */
  INVALID_LINK,
  /** A profile id was not 16 bytes long and was ignored. */
  INVALID_PROFILE_ID,
  /** A stacktrace or a symbol was longer than its limit and was cut. */
  TRUNCATED,
  /** A profile had no samples, or none with a value other than 0. */
  NOTHING_TO_STORE,
  /** The server that an exporter forwards to refused it, or warned of it. */
  REFUSED_BY_SERVER,

  /** The request could not be decoded. */
  UNDECODABLE,
  /** The request was larger than the limit, before or after decompression. */
  REQUEST_TOO_LARGE,
  /** A content encoding, content type or method that is not supported. */
  UNSUPPORTED,
  /** No tenant where one is needed. */
  UNAUTHENTICATED,
  /** A tenant id that is not allowed. */
  INVALID_TENANT,
  /** Too few ingesters stored the series. */
  NO_QUORUM,
  /** Too few ingesters are in the ring or healthy. */
  RING_TOO_SMALL,
  /** A bound on bytes or requests in flight was reached. */
  OVERLOADED,
  /** The deadline passed before an answer was known. */
  DEADLINE_EXCEEDED,
  /** The host is stopping. */
  SHUTTING_DOWN,
  /** A bug of this side; the log says more. */
  INTERNAL;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The metrics' label and the word in messages: {@code malformed_profile}. */
  public String label() {
    return label;
  }
}
