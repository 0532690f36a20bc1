package io.flaregate.phlare.processor;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.validate.LabelChecks;
import io.flaregate.phlare.validate.Problem;
import io.flaregate.phlare.validate.ProfileChecks;
import io.flaregate.profiles.merge.SampleMerger;
import io.flaregate.profiles.merge.TextTable;
import io.flaregate.profiles.wire.SizeLimitException;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.StringTable;
import org.jspecify.annotations.Nullable;

/**
 * Whether the merged samples of a profile, as one pprof, are within the limit. An upper bound that
 * costs a few additions settles nearly every profile; only beyond it is the pprof written, and only
 * as far as the limit reaches.
 */
final class SizeCheck {
  // Upper bounds of what the encoder writes for each entry, tags and lengths included.
  private static final int TEXT_BYTES = 6;
  private static final int FUNCTION_BYTES = 48;
  private static final int MAPPING_BYTES = 72;
  private static final int LOCATION_BYTES = 32;
  private static final int LINE_BYTES = 36;
  private static final LabelChecks.Labels NO_LABELS =
      new LabelChecks.Labels() {
        @Override
        public int size() {
          return 0;
        }

        @Override
        public int name(int label) {
          throw new IndexOutOfBoundsException(label);
        }

        @Override
        public int value(int label) {
          throw new IndexOutOfBoundsException(label);
        }
      };

  private static final int HEAD_BYTES = 128;
  private static final int SAMPLE_BYTES = 24;
  private static final int VALUE_BYTES = 10;
  private static final int LABEL_BYTES = 64;

  private final LimitsConfig limits;
  private final int limit;
  private final ProfileChecks checks;
  private final Dictionary dictionary;
  private final int locationIdBytes;
  private long tableBytes = -1;

  SizeCheck(LimitsConfig limits, ProfileChecks checks, Dictionary dictionary) {
    this.limits = limits;
    this.limit = limits.maxProfileSizeBytes();
    this.checks = checks;
    this.dictionary = dictionary;
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(dictionary.locations().size());
    this.locationIdBytes = bits / 7 + 1;
  }

  /**
   * What the merged samples of a profile add up to.
   *
   * @param locations the sum of the lengths of their stacktraces
   * @param labels how many attributes and links they have
   */
  record Expansion(long locations, long labels) {}

  /** Adds up merged samples, without expanding them. */
  static Expansion expand(Dictionary dictionary, SampleMerger merged, SampleSplit split) {
    long locations = 0;
    long labels = 0;
    for (int entry = 0; entry < merged.size(); entry++) {
      int stack = merged.stack(entry);
      locations += dictionary.stacks().end(stack) - dictionary.stacks().start(stack);
      labels += split.keptAttributes(merged.list(entry)) + (merged.link(entry) == 0 ? 0 : 2);
    }
    return new Expansion(locations, labels);
  }

  /** What is wrong with the size of a profile, or null. */
  @Nullable Problem check(
      Profiles profiles, int row, Scratch scratch, SampleSplit split, Expansion expansion) {
    int types = profiles.rows().typeCount(row);
    if (limit == 0 || bound(types, scratch.merger.size(), expansion) <= limit) {
      return null;
    }
    try {
      Profiles whole = whole(profiles, row, scratch, split);
      int bytes = scratch.encoder(limits).encode(whole, 0).length;
      return bytes > limit ? checks.tooLarge(bytes) : null;
    } catch (SizeLimitException e) {
      return checks.tooLargeToWrite();
    }
  }

  private long bound(int types, long samples, Expansion expansion) {
    if (tableBytes < 0) {
      tableBytes = tableBytes();
    }
    return tableBytes
        + HEAD_BYTES
        + expansion.locations() * locationIdBytes
        + samples * (SAMPLE_BYTES + (long) types * VALUE_BYTES)
        + expansion.labels() * LABEL_BYTES;
  }

  /** The merged samples of a profile as one row. */
  private Profiles whole(Profiles profiles, int row, Scratch scratch, SampleSplit split) {
    SampleMerger merged = scratch.merger;
    SeriesColumns columns = new SeriesColumns();
    columns.reserve(merged.size(), profiles.rows().typeCount(row));
    for (int entry = 0; entry < merged.size(); entry++) {
      int list = split.keptList(merged.list(entry));
      columns.addSample(merged.stack(entry), list, merged.link(entry));
      for (int type = 0; type < profiles.rows().typeCount(row); type++) {
        columns.addValue(merged.value(entry, type));
      }
    }
    boolean takesPeriod = ProfileRules.takesPeriod(profiles, row);
    columns.endSeries(profiles, row, NO_LABELS, takesPeriod, profiles.rows().timeUnixNanos(row));
    return columns.build(dictionary, scratch.keptLists, new TextTable(), 0);
  }

  private long tableBytes() {
    StringTable strings = dictionary.strings();
    long bytes = 0;
    for (int i = 0; i < strings.size(); i++) {
      bytes += strings.length(i) + TEXT_BYTES;
    }
    Locations locations = dictionary.locations();
    return bytes
        + (long) dictionary.functions().size() * FUNCTION_BYTES
        + (long) dictionary.mappings().size() * MAPPING_BYTES
        + (long) locations.size() * LOCATION_BYTES
        + (long) locations.lineCount() * LINE_BYTES;
  }
}
