package io.flaregate.spi.profiles;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The profiles of one request, as columns: a row per profile or, once split, a row per series. The
 * samples of a row stand one after another and refer to the shared {@link Dictionary}.
 *
 * <p>Immutable: the arrays belong to this class and are never handed out. Whoever changes profiles
 * makes new row and sample columns over the same dictionary. Every index is in range, every time is
 * as the sender gave it (0 where it gave none).
 */
public final class Profiles {
  private final Dictionary dictionary;
  private final Rows rows;
  private final Samples samples;
  private final AttributeLists lists;
  private final @Nullable SeriesLabels labels;
  private final long encodedBytes;

  /**
   * Profiles over tables that from now on belong to them.
   *
   * @param dictionary what the samples refer to
   * @param rows the rows
   * @param samples the samples of all rows
   * @param lists the attributes of resources, scopes and samples
   * @param labels the labels of each row, or null if the rows are not split into series
   * @param encodedBytes the size of the request that they came in, uncompressed, in bytes
   */
  public Profiles(
      Dictionary dictionary,
      Rows rows,
      Samples samples,
      AttributeLists lists,
      @Nullable SeriesLabels labels,
      long encodedBytes) {
    this.dictionary = requireNonNull(dictionary, "dictionary is null");
    this.rows = requireNonNull(rows, "rows is null");
    this.samples = requireNonNull(samples, "samples is null");
    this.lists = requireNonNull(lists, "lists is null");
    this.labels = labels;
    this.encodedBytes = encodedBytes;
    if (labels != null && labels.rows() != rows.size()) {
      throw new IllegalArgumentException(
          "labels of " + labels.rows() + " rows for " + rows.size() + " rows");
    }
  }

  /** The number of rows. */
  public int size() {
    return rows.size();
  }

  /** What the samples refer to. */
  public Dictionary dictionary() {
    return dictionary;
  }

  /** The rows: one a profile or one a series. */
  public Rows rows() {
    return rows;
  }

  /** The samples of all rows. */
  public Samples samples() {
    return samples;
  }

  /** The attributes of resources, scopes and samples. */
  public AttributeLists lists() {
    return lists;
  }

  /** Whether the rows are series. */
  public boolean isSplit() {
    return labels != null;
  }

  /**
   * The labels of each row.
   *
   * @throws IllegalStateException if the rows are not series
   */
  public SeriesLabels labels() {
    if (labels == null) {
      throw new IllegalStateException("the profiles are not split into series");
    }
    return labels;
  }

  /** The size of the request that they came in, uncompressed, in bytes. */
  public long encodedBytes() {
    return encodedBytes;
  }
}
