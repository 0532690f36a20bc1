package io.flaregate.phlare.processor;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.TenantLimits;
import io.flaregate.phlare.relabel.RelabelRules;
import io.flaregate.phlare.relabel.Relabeler;
import io.flaregate.phlare.validate.DictionaryLimits;
import io.flaregate.phlare.validate.LabelChecks;
import io.flaregate.phlare.validate.Problem;
import io.flaregate.phlare.validate.ProfileChecks;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Turns the profiles of one request into series: checks each, leaves out samples that mean nothing,
 * adds up those that are equal, gives them labels and splits them. One object a request.
 */
final class RequestTransform {
  /** Bounds the labels of all series of a request where no limit does: 32 MiB of columns. */
  private static final int MAX_LABELS = 1 << 22;

  private final Profiles profiles;
  private final long received;
  private final LimitsConfig limits;
  private final Verdicts verdicts;
  private final Tally tally;
  private final Scratch scratch;
  private final ProfileChecks profileChecks;
  private final LabelChecks labelChecks;
  private final DictionaryLimits.Cut cut;
  private final Dictionary dictionary;
  private final LabelTexts texts;
  private final OwnerLabels owner;
  private final SampleSplit split;
  private final SeriesView view;
  private final LabelChecks.Context labelContext;
  private final SizeCheck sizeCheck;
  private final SeriesRules rules;
  private final UsageCheck usage;
  private final RowSamples rowSamples;
  private long expandedLocations;

  RequestTransform(
      Profiles given,
      long receivedUnixNanos,
      PhlareProcessorConfig config,
      TenantLimits tenant,
      Verdicts verdicts,
      Tally tally,
      Scratch scratch) {
    this.received = receivedUnixNanos;
    this.limits = tenant.config();
    this.verdicts = verdicts;
    this.tally = tally;
    this.scratch = scratch;
    profileChecks = new ProfileChecks(limits);
    labelChecks = new LabelChecks(limits);
    cut = new DictionaryLimits(limits).apply(given.dictionary());
    dictionary = scratch.stacks.load(cut.dictionary());
    texts = new LabelTexts(given.dictionary().strings(), !limits.disableLabelSanitization());
    SessionLabel session = new SessionLabel(texts, limits.maxSessionsPerSeries());
    owner = new OwnerLabels(given, texts, config, session, tally);
    RelabelRules typeRules = tenant.sampleTypeRules();
    profiles =
        typeRules.isEmpty()
            ? given
            : SampleTypeFilter.apply(given, typeRules, texts, owner, verdicts);
    split =
        new SampleSplit(profiles, scratch.stacks, texts, owner, session, config, scratch.keptLists);
    view = new SeriesView(owner, split);
    labelContext =
        new LabelChecks.Context(texts.table(), owner.nameLabel(), owner.serviceNameLabel());
    rules = new SeriesRules(profiles, texts, tenant);
    usage = new UsageCheck(profiles, receivedUnixNanos, tenant, owner, texts, verdicts, tally);
    sizeCheck = new SizeCheck(limits, profileChecks, dictionary);
    rowSamples = new RowSamples(profiles, cut, split, scratch);
    scratch.series.reset();
    scratch.profileIds.reset();
  }

  /** The series of all profiles that nothing was decided about yet; null if there are none. */
  @Nullable Profiles run() {
    for (int row = 0; row < profiles.size(); row++) {
      if (verdicts.isOpen(row)) {
        run(row);
      }
    }
    tally.sanitisedNames(texts.sanitisedNames());
    SeriesColumns series = scratch.series;
    return series.size() == 0
        ? null
        : series.build(dictionary, scratch.keptLists, texts.table(), profiles.encodedBytes());
  }

  private void run(int row) {
    if (usage.isActive()) {
      loadOwner(row);
      if (!usage.admits(row)) {
        return;
      }
    }
    Problem problem = profileChecks.check(profiles, row, received);
    if (problem != null) {
      verdicts.reject(row, problem);
      return;
    }
    if (isDuplicate(row)) {
      verdicts.dropDuplicate(
          row, () -> "profile has the same profile_id as one before it in the request; dropped");
      return;
    }
    int name = loadOwner(row);
    split.startRow();
    rowSamples.merge(row);
    if (rowSamples.kept() == 0) {
      finishEmpty(row);
      return;
    }
    problem = checkSize(row);
    if (problem != null) {
      verdicts.reject(row, problem);
      return;
    }
    remember(row);
    tally(row);
    addSeries(row, rules.concern(name));
  }

  /** Goes to the labels of a row, given or made here; the value of {@code __name__} among them. */
  private int loadOwner(int row) {
    if (profiles.isSplit()) {
      owner.loadGiven(row);
    } else {
      owner.load(row, ProfileRules.name(profiles, row, texts));
    }
    return Math.max(0, owner.valueOf(owner.nameLabel()));
  }

  private void finishEmpty(int row) {
    int lost = rowSamples.negative() + profiles.rows().droppedSamples(row);
    tally.droppedSamples(Reason.NEGATIVE_VALUE, rowSamples.negative());
    if (lost == 0) {
      String what =
          profiles.rows().sampleCount(row) == 0 ? "no samples" : "no samples with a value but 0";
      verdicts.storeNothing(
          row, Reason.NOTHING_TO_STORE, () -> "profile has " + what + "; nothing stored");
      remember(row);
      return;
    }
    verdicts.reject(
        row,
        new Problem(
            Reason.EMPTY_AFTER_NORMALIZATION,
            () ->
                "profile has no samples left: "
                    + rowSamples.negative()
                    + " with a negative value and "
                    + profiles.rows().droppedSamples(row)
                    + " with no value or a reference to nothing were dropped"));
  }

  private @Nullable Problem checkSize(int row) {
    int before = scratch.series.size();
    int max = limits.maxSeriesPerRequest();
    if (max > 0 && before + (long) split.seriesCount() > max) {
      return profileChecks.tooManySeries(split.seriesCount(), before);
    }
    SizeCheck.Expansion expansion = SizeCheck.expand(dictionary, scratch.merger, split);
    long maxLocations = limits.maxExpandedLocations();
    if (maxLocations > 0 && expandedLocations + expansion.locations() > maxLocations) {
      return profileChecks.tooManyLocations(expansion.locations(), expandedLocations);
    }
    Problem problem = sizeCheck.check(profiles, row, scratch, split, expansion);
    if (problem == null) {
      expandedLocations += expansion.locations();
    }
    return problem;
  }

  private void tally(int row) {
    tally.mergedSamples(rowSamples.kept() - scratch.merger.size());
    int negative = rowSamples.negative();
    if (negative > 0) {
      tally.droppedSamples(Reason.NEGATIVE_VALUE, negative);
      verdicts.warn(
          row, Reason.NEGATIVE_VALUE, () -> negative + " samples with a negative value dropped");
    }
    long lostLabels = rowSamples.lostLabels();
    if (lostLabels > 0) {
      tally.droppedLabels(Reason.SAMPLE_LABEL_DROPPED, lostLabels);
      verdicts.warn(
          row,
          Reason.SAMPLE_LABEL_DROPPED,
          () -> lostLabels + " sample attributes dropped: not a text, or a label has the name");
    }
    int truncated = rowSamples.truncated();
    if (truncated > 0) {
      tally.changedSamples(Reason.TRUNCATED, truncated);
      verdicts.warn(row, Reason.TRUNCATED, () -> truncatedMessage(truncated));
    }
    int saturated = scratch.merger.saturated();
    if (saturated > 0) {
      tally.changedSamples(Reason.VALUE_SATURATED, saturated);
      verdicts.warn(
          row, Reason.VALUE_SATURATED, () -> saturated + " sums stopped at " + Long.MAX_VALUE);
    }
  }

  private String truncatedMessage(int samples) {
    return samples
        + " samples had stacktraces or symbols cut (max_profile_stacktrace_depth: "
        + limits.maxProfileStacktraceDepth()
        + ", max_profile_symbol_value_length: "
        + limits.maxProfileSymbolValueLength()
        + ")";
  }

  private void addSeries(int row, boolean relabels) {
    int count = split.seriesCount();
    rowSamples.sortBySeries();
    boolean takesPeriod = ProfileRules.takesPeriod(profiles, row);
    for (int series = 0; series < count; series++) {
      LabelChecks.Labels labels = view.of(series);
      if (relabels) {
        Relabeler.Result result = rules.apply(row, labels);
        if (result == Relabeler.Result.DROPPED) {
          verdicts.dropSeries(row, Reason.DROPPED_BY_RELABEL_RULES, count);
          continue;
        }
        if (result == Relabeler.Result.TOO_COSTLY) {
          verdicts.rejectSeries(row, profileChecks.tooCostlyToRelabel(Relabeler.MAX_BYTES), count);
          continue;
        }
        labels = rules;
      }
      Problem problem = checkLabels(labels);
      if (problem != null) {
        verdicts.rejectSeries(row, problem, count);
      } else {
        tally.serviceName(view.source());
        rowSamples.copySeries(series);
        scratch.series.endSeries(profiles, row, labels, takesPeriod, received);
      }
    }
  }

  private @Nullable Problem checkLabels(LabelChecks.Labels labels) {
    int max = limits.maxLabelNamesPerSeries();
    boolean withinNames = max == 0 || labels.size() <= max;
    if (withinNames && scratch.series.labels() + (long) labels.size() > MAX_LABELS) {
      return new Problem(
          Reason.EXPANSION_LIMIT,
          () -> "the series of the request have more than " + MAX_LABELS + " labels together");
    }
    Problem problem = labelChecks.check(labels, labelContext);
    return problem == null ? owner.duplicate() : problem;
  }

  private boolean isDuplicate(int row) {
    return hasId(row) && scratch.profileIds.find(idKey(row), ID_KEY) >= 0;
  }

  private void remember(int row) {
    if (hasId(row)) {
      scratch.profileIds.intern(idKey(row), ID_KEY);
    }
  }

  private boolean hasId(int row) {
    return (profiles.rows().profileIdHigh(row) | profiles.rows().profileIdLow(row)) != 0;
  }

  private static final int ID_KEY = 6;

  /** The id and the value type: senders may give the values of one profile under one id. */
  private int[] idKey(int row) {
    Rows rows = profiles.rows();
    int type = rows.typeStart(row);
    return new int[] {
      (int) (rows.profileIdHigh(row) >>> 32),
      (int) rows.profileIdHigh(row),
      (int) (rows.profileIdLow(row) >>> 32),
      (int) rows.profileIdLow(row),
      scratch.stacks.string(rows.typeName(type)),
      scratch.stacks.string(rows.typeUnit(type))
    };
  }
}
