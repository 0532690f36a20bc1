package io.flaregate.benchmarks.guard;

import io.flaregate.benchmarks.guard.Figure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what was measured with the budgets. */
final class Judge {

  /** How far above its budget a number of bytes may be; it hardly differs from run to run. */
  static final double BYTES_MARGIN = 0.02;

  /** How far above its budget a ratio of times over one file may be. */
  static final double RATIO_MARGIN = 0.30;

  /** How far above its budget a geometric mean of ratios may be. */
  static final double MEAN_MARGIN = 0.15;

  /** So far below its budget a number of bytes is worth a smaller one. */
  static final double SLACK = 0.05;

  /** What is found of a figure. */
  enum Verdict {
    /** Within its budget. */
    OK(""),
    /** So far below that the budget guards nothing any more; no failure. */
    LOWER_IT("lower the budget: --write-budgets"),
    /** Beyond its margin. */
    OVER("OVER BUDGET"),
    /**
     * Beyond its margin against one baseline but not against another: what became slower is slower
     * than all of them, so it is this baseline that became faster; no failure.
     */
    BASELINE_FASTER("its baseline is faster: within budget against another"),
    /** Measured, but nothing is committed. */
    NO_BUDGET("NO BUDGET: --write-budgets"),
    /** Committed, but not measured any more. */
    NOT_MEASURED("NOT MEASURED ANY MORE: --write-budgets");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    boolean fails() {
      return this == OVER || this == NO_BUDGET || this == NOT_MEASURED;
    }
  }

  /**
   * A figure and its verdict.
   *
   * @param figure of what
   * @param measured its value now; null if it was not measured
   * @param budget the committed value; null if there is none
   * @param verdict what that means
   */
  record Finding(
      Figure figure, @Nullable Double measured, @Nullable Double budget, Verdict verdict) {

    @Override
    public String toString() {
      String change =
          measured == null || budget == null
              ? ""
              : String.format(Locale.ROOT, "%+.1f %%", 100 * (measured / budget - 1));
      return String.format(
          Locale.ROOT,
          "%-22s %-42s %12s %12s %9s  %s",
          figure.name() + (figure.kind() == Kind.BYTES ? " B/op" : ""),
          figure.file(),
          text(measured),
          text(budget),
          change,
          verdict.text);
    }

    private String text(@Nullable Double value) {
      return value == null ? "-" : Budgets.format(figure.kind(), value);
    }
  }

  private Judge() {}

  /** The line above findings. */
  static String head() {
    return String.format(
        Locale.ROOT, "%-22s %-42s %12s %12s %9s", "figure", "file", "measured", "budget", "change");
  }

  /**
   * Judges every figure that was measured or has a budget. A time fails only if it is beyond its
   * margin against every baseline that it is compared with.
   */
  static List<Finding> judge(Map<Figure, Double> measured, Budgets budgets) {
    List<Finding> findings = new ArrayList<>();
    measured.forEach((figure, value) -> findings.add(judge(figure, value, budgets)));
    budgets
        .values()
        .forEach(
            (figure, budget) -> {
              if (!measured.containsKey(figure)) {
                findings.add(new Finding(figure, null, budget, Verdict.NOT_MEASURED));
              }
            });
    Set<String> within =
        findings.stream()
            .filter(each -> each.verdict() == Verdict.OK && isRatio(each))
            .map(Judge::subject)
            .collect(Collectors.toSet());
    findings.replaceAll(
        each ->
            each.verdict() == Verdict.OVER && isRatio(each) && within.contains(subject(each))
                ? new Finding(
                    each.figure(), each.measured(), each.budget(), Verdict.BASELINE_FASTER)
                : each);
    return findings;
  }

  private static boolean isRatio(Finding finding) {
    return finding.figure().kind() == Kind.RATIO;
  }

  /** What was timed, over what file. */
  private static String subject(Finding finding) {
    return finding.figure().operation() + " " + finding.figure().file();
  }

  private static Finding judge(Figure figure, double measured, Budgets budgets) {
    Double budget = budgets.values().get(figure);
    return new Finding(figure, measured, budget, verdict(figure, measured, budget));
  }

  private static Verdict verdict(Figure figure, double measured, @Nullable Double budget) {
    if (budget == null) {
      return Verdict.NO_BUDGET;
    }
    if (measured > budget * (1 + margin(figure))) {
      return Verdict.OVER;
    }
    boolean isFarBelow = figure.kind() == Kind.BYTES && measured < budget * (1 - SLACK);
    return isFarBelow ? Verdict.LOWER_IT : Verdict.OK;
  }

  private static double margin(Figure figure) {
    if (figure.kind() == Kind.BYTES) {
      return BYTES_MARGIN;
    }
    return figure.isMean() ? MEAN_MARGIN : RATIO_MARGIN;
  }
}
