package io.flaregate.benchmarks.guard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Measures all figures of some files, in one thread and in the same order every time. */
final class Measurement {
  private static final int MIN_WARM_UP = 20;

  /** A batch of counted operations is so much shorter than the warm-up. */
  private static final int BATCH_SHARE = 30;

  private final List<Subject> subjects;
  private final long warmUpBytes;
  private final int rounds;

  /**
   * A measurement.
   *
   * @param warmUpBytes how much input each operation works on before it is measured: a number
   *     rather than a time, so that the compiler sees the same on any machine
   * @param rounds how often times are compared
   */
  Measurement(List<Subject> subjects, long warmUpBytes, int rounds) {
    this.subjects = List.copyOf(subjects);
    this.warmUpBytes = warmUpBytes;
    this.rounds = rounds;
  }

  /** Bytes per operation. */
  NavigableMap<Figure, Double> bytes() throws Exception {
    NavigableMap<Figure, Double> figures = new TreeMap<>();
    for (Subject subject : subjects) {
      for (String name : subject.counted()) {
        Operation.repeat(subject.operation(name), warmUp(subject));
      }
    }
    for (Subject subject : subjects) {
      for (String name : subject.counted()) {
        Operation operation = subject.operation(name);
        Operation.repeat(operation, warmUp(subject));
        int times = 1 + warmUp(subject) / BATCH_SHARE;
        figures.put(Figure.bytes(name, subject.file()), AllocationMeter.bytes(operation, times));
      }
    }
    return figures;
  }

  private int warmUp(Subject subject) {
    return (int) Math.max(MIN_WARM_UP, warmUpBytes / subject.sizeBytes());
  }

  /** Ratios of times, and their geometric means over the files. */
  NavigableMap<Figure, Double> ratios() throws Exception {
    NavigableMap<Figure, Double> figures = new TreeMap<>();
    Map<Subject.Pair, List<Double>> byPair = new LinkedHashMap<>();
    for (Subject subject : subjects) {
      for (Operation operation : subject.operations().values()) {
        Operation.repeat(operation, warmUp(subject) / 2);
      }
    }
    for (Subject subject : subjects) {
      TimeMeter times = TimeMeter.measure(subject.operations(), rounds);
      for (Subject.Pair pair : subject.compared()) {
        double ratio = times.ratio(pair.operation(), pair.baseline());
        figures.put(Figure.ratio(pair.operation(), pair.baseline(), subject.file()), ratio);
        byPair.computeIfAbsent(pair, any -> new ArrayList<>()).add(ratio);
      }
    }
    byPair.forEach(
        (pair, ratios) ->
            figures.put(Figure.ratio(pair.operation(), pair.baseline(), Figure.ALL), mean(ratios)));
    return figures;
  }

  /** The geometric mean of ratios. */
  static double mean(List<Double> ratios) {
    return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(0));
  }
}
