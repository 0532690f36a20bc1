package io.flaregate.phlare.receiver.batch;

import static java.util.Objects.requireNonNull;

import io.flaregate.profiles.merge.ProfilesJoiner;
import io.flaregate.profiles.merge.TextTable;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.OverBudgetException;
import io.flaregate.transport.receiver.ColumnBytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The profiles of one request: those that can be used as columns with their labels, the others as
 * rejections. Not thread-safe.
 */
public final class Batch {
  /** How many profiles a request may have: bounds what is kept for each. */
  public static final int MAX_PROFILES = 1 << 16;

  /** How many labels all series of a request may have, each counted for each of its profiles. */
  public static final int MAX_LABELS = 1 << 18;

  private final Admission account;
  private final List<Profiles> rows = new ArrayList<>();
  private final List<LabelPairs> labels = new ArrayList<>();
  private final List<Integer> indexOfRows = new ArrayList<>();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final Map<Reason, Long> counts = new EnumMap<>(Reason.class);
  private int profiles;
  private int labelCount;
  private long encodedBytes;

  /** An empty batch; what it keeps is booked. */
  public Batch(Admission account) {
    this.account = requireNonNull(account, "account is null");
  }

  private record Verdict(int index, boolean isRejection, Reason reason, String message) {}

  /** Adds a profile that cannot be used. */
  public void reject(Reason reason, String message) {
    verdicts.add(new Verdict(next(), true, reason, message));
    count(reason, 1);
  }

  /**
   * Adds a profile.
   *
   * @param row the profile as a single row
   * @param bytes what it counts for against rates: the bytes of the uncompressed profile
   */
  public void add(LabelPairs pairs, Profiles row, long bytes) {
    if (row.size() != 1) {
      throw new IllegalArgumentException("a profile of " + row.size() + " rows");
    }
    String problem = pairs.problem();
    if (problem != null) {
      reject(Reason.INVALID_LABELS, problem);
      return;
    }
    int index = next();
    labelCount += pairs.size();
    if (labelCount > MAX_LABELS) {
      throw invalid("request has more than " + MAX_LABELS + " labels; send it in parts");
    }
    rows.add(row);
    labels.add(pairs);
    indexOfRows.add(index);
    encodedBytes += bytes;
  }

  /** Counts and tells what was lost of the profile that is added next. */
  public void warn(Reason reason, long count, String message) {
    if (count > 0) {
      count(reason, count);
      verdicts.add(new Verdict(profiles, false, reason, message));
    }
  }

  private void count(Reason reason, long count) {
    counts.merge(reason, count, Long::sum);
  }

  private int next() {
    if (profiles == MAX_PROFILES) {
      throw invalid("request has more than " + MAX_PROFILES + " profiles; send it in parts");
    }
    return profiles++;
  }

  private static AnswerException invalid(String message) {
    return new AnswerException(Answer.refused(Answer.Kind.INVALID, message));
  }

  /** Books bytes or ends the request. */
  void book(long bytes) {
    if (!account.grow(bytes)) {
      throw new AnswerException(new OverBudgetException().answer());
    }
  }

  /** Where everything of the request is booked. */
  Admission account() {
    return account;
  }

  /** How many profiles there are, with the rejected ones. */
  public int size() {
    return profiles;
  }

  /** How much was rejected, lost or changed, by reason. */
  Map<Reason, Long> counts() {
    return counts;
  }

  /** What the usable profiles count for against rates, in bytes. */
  long encodedBytes() {
    return encodedBytes;
  }

  /** The usable profiles, with their labels. */
  Profiles profiles() {
    if (rows.size() > 1) {
      long bytes = 0;
      for (Profiles row : rows) {
        bytes += ColumnBytes.of(row) + textBytes(row);
      }
      book(bytes);
    }
    return ProfilesJoiner.join(rows, seriesLabels(), encodedBytes);
  }

  private static long textBytes(Profiles row) {
    long bytes = 0;
    for (int i = row.dictionary().strings().size() - 1; i > 0; i--) {
      bytes += row.dictionary().strings().length(i);
    }
    return bytes;
  }

  private SeriesLabels seriesLabels() {
    int[] ends = new int[labels.size()];
    int[] texts = new int[2 * labels.stream().mapToInt(LabelPairs::size).sum()];
    TextTable table = new TextTable();
    int at = 0;
    for (int row = 0; row < ends.length; row++) {
      LabelPairs pairs = labels.get(row);
      for (int text = 0; text < 2 * pairs.size(); text++) {
        texts[at++] = pairs.intern(table, text);
      }
      ends[row] = at / 2;
    }
    return new SeriesLabels(table.toStringTable(), ends, texts);
  }

  /**
   * The outcome of the whole request.
   *
   * @param downstream what became of {@link #profiles()}
   */
  ConsumeResult combine(ConsumeResult downstream) {
    ConsumeResult.Builder own = ConsumeResult.builder(profiles);
    for (Verdict verdict : verdicts) {
      if (verdict.isRejection()) {
        own.outcome(verdict.index(), Outcome.REJECTED, verdict.reason(), verdict.message());
      } else {
        own.detail(verdict.index(), verdict.reason(), verdict.message());
      }
    }
    int[] indices = indexOfRows.stream().mapToInt(Integer::intValue).toArray();
    return own.build().overBranches(downstream.spread(indices, profiles));
  }
}
