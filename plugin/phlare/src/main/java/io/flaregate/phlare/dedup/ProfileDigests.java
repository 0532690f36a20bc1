package io.flaregate.phlare.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.profiles.StringTable;

/**
 * Digests of 128 bits of the rows of split profiles: of their series, and of what they hold. They
 * depend on what a sender said alone: neither on the order of samples or of tables, nor on what
 * else came in the same request. So a profile that is sent again, alone or among others, has the
 * digest that it had.
 *
 * <p>A row holds what one source profile has in one series, so its digest stands for the profile as
 * far as that series is concerned. With a {@code profile_id} the digest is that of the id; without
 * one it covers labels, types, period, duration, time, and every sample: stacktrace, attributes,
 * link, values. Two different rows of one series and millisecond have one digest with odds of less
 * than 2<sup>-60</sup>, as long as nobody looks for such a pair on purpose: entries of tables have
 * 64 bits, stacktraces and all above have 128.
 *
 * <p>Keeps its arrays for the next request. Not thread-safe.
 */
public final class ProfileDigests {
  // Samples count as a multiset: the digests of the samples are added up, each half by itself.

  private static final byte[][] NOT_IN_FINGERPRINT = {
    "__delta__".getBytes(UTF_8), "__order__".getBytes(UTF_8), "__otel__".getBytes(UTF_8)
  };
  private static final long OF_ID = 1;
  private static final long OF_CONTENT = 2;
  private static final long WITHOUT_TIME = 0;

  private final TextDigests labelTexts = new TextDigests();
  private final DictionaryDigests dictionary = new DictionaryDigests();
  private boolean dictionaryLoaded;
  private long a;
  private long b;

  /** Digests of nothing yet. */
  public ProfileDigests() {}

  /** Goes to another request. */
  public void load(Profiles profiles) {
    labelTexts.load(profiles.labels().strings());
    dictionaryLoaded = false;
  }

  /** The first half of the last digest. */
  public long a() {
    return a;
  }

  /** The second half of the last digest. */
  public long b() {
    return b;
  }

  /**
   * Digests what readers of Pyroscope take for the series of a row: tenant, labels without those
   * that its fingerprint leaves out, types and period's type (distributor.md, section 6).
   */
  public void digestSeries(Profiles profiles, int row, String tenant) {
    start(tenant.hashCode());
    for (int i = 0; i < tenant.length(); i++) {
      mix(tenant.charAt(i));
    }
    SeriesLabels labels = profiles.labels();
    for (int label = labels.start(row); label < labels.end(row); label++) {
      if (counts(labels.strings(), labels.name(label))) {
        mixLabel(labels, label);
      }
    }
    mixTypes(profiles, row);
  }

  private static boolean counts(StringTable strings, int name) {
    for (byte[] left : NOT_IN_FINGERPRINT) {
      if (strings.contentEquals(name, left)) {
        return false;
      }
    }
    return true;
  }

  private void mixTypes(Profiles profiles, int row) {
    Rows rows = profiles.rows();
    StringTable strings = profiles.dictionary().strings();
    int types = rows.typeStart(row) + rows.typeCount(row);
    for (int type = rows.typeStart(row); type < types; type++) {
      mixText(strings, rows.typeName(type));
      mixText(strings, rows.typeUnit(type));
    }
    mixText(strings, rows.periodName(row));
    mixText(strings, rows.periodUnit(row));
  }

  /**
   * Digests what a row holds.
   *
   * @param hasTime whether the sender gave the profile a time, which then is part of the digest
   */
  public void digest(Profiles profiles, int row, boolean hasTime) {
    Rows rows = profiles.rows();
    if ((rows.profileIdHigh(row) | rows.profileIdLow(row)) != 0) {
      start(OF_ID);
      mix(rows.profileIdHigh(row));
      mix(rows.profileIdLow(row));
      return;
    }
    start(OF_CONTENT);
    mix(hasTime ? rows.timeUnixNanos(row) : WITHOUT_TIME);
    mix(rows.durationNanos(row));
    mix(rows.period(row));
    SeriesLabels labels = profiles.labels();
    for (int label = labels.start(row); label < labels.end(row); label++) {
      mixLabel(labels, label);
    }
    mixTypes(profiles, row);
    mixSamples(profiles, row);
  }

  private void mixSamples(Profiles profiles, int row) {
    if (!dictionaryLoaded) {
      dictionary.load(profiles);
      dictionaryLoaded = true;
    }
    Rows rows = profiles.rows();
    Samples samples = profiles.samples();
    int types = rows.typeCount(row);
    int valueAt = rows.valueStart(row);
    long sumA = 0;
    long sumB = 0;
    for (int sample = rows.sampleStart(row); sample < rows.sampleEnd(row); sample++) {
      int stack = samples.stack(sample);
      long left = dictionary.stackA(stack);
      long right = dictionary.stackB(stack);
      for (int type = 0; type < types; type++) {
        long value = samples.value(valueAt++);
        left = Mix.step(left, value);
        right = Mix.step(right, value);
      }
      int list = samples.list(sample);
      int link = samples.link(sample);
      if ((list | link) != 0) {
        long carried = dictionary.labels(list, link);
        left = Mix.step(left, carried);
        right = Mix.step(right, carried);
      }
      // One step more: sums of single products of one stacktrace would not be independent.
      sumA += Mix.step(left, types);
      sumB += Mix.step(right, types);
    }
    mix(rows.sampleCount(row));
    mix(sumA);
    mix(sumB);
  }

  private void mixLabel(SeriesLabels labels, int label) {
    long name = labelTexts.get(labels.name(label));
    long value = labelTexts.get(labels.value(label));
    a = Mix.step(a, name, value);
    b = Mix.step(b, name, value);
  }

  private void mixText(StringTable strings, int text) {
    mix(labelTexts.of(strings, text));
  }

  private void start(long kind) {
    a = Mix.step(Mix.START_A, kind);
    b = Mix.step(Mix.START_B, kind);
  }

  private void mix(long word) {
    a = Mix.step(a, word);
    b = Mix.step(b, word);
  }

  /** Lets go of the request and of arrays that have become large. */
  public void release() {
    labelTexts.trim();
    dictionary.release();
    dictionaryLoaded = false;
  }
}
