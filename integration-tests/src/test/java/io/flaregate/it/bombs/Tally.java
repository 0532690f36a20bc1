package io.flaregate.it.bombs;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was sent and what came back. */
final class Tally {
  private final Map<Family, TreeMap<String, Integer>> answers = new EnumMap<>(Family.class);
  private final Map<Family, Long> slowest = new EnumMap<>(Family.class);
  private final List<Long> validNanos = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private int validAtOnce;
  private int validLater;
  private int bombs;

  synchronized void bomb(Family family, String status, long nanos) {
    bombs++;
    answers.computeIfAbsent(family, any -> new TreeMap<>()).merge(status, 1, Integer::sum);
    slowest.merge(family, nanos, Math::max);
  }

  synchronized void valid(int attempts, long nanos) {
    validNanos.add(nanos);
    if (attempts == 1) {
      validAtOnce++;
    } else {
      validLater++;
    }
  }

  synchronized void problem(String what) {
    problems.add(what);
  }

  synchronized int bombs() {
    return bombs;
  }

  synchronized int valid() {
    return validAtOnce + validLater;
  }

  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  /** How long a valid request took with its repetitions: the share of them that took no longer. */
  synchronized long validMillis(double share) {
    if (validNanos.isEmpty()) {
      return 0;
    }
    List<Long> sorted = validNanos.stream().sorted().toList();
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, index)) / 1_000_000;
  }

  /** A table of Markdown, and a line about the valid ones. */
  synchronized String report() {
    StringBuilder text =
        new StringBuilder("| family | bombs | answers | slowest, ms |\n|---|---:|---|---:|\n");
    answers.forEach(
        (family, statuses) ->
            text.append("| ")
                .append(family)
                .append(" | ")
                .append(statuses.values().stream().mapToInt(Integer::intValue).sum())
                .append(" | ")
                .append(
                    statuses.entrySet().stream()
                        .map(each -> each.getKey() + " × " + each.getValue())
                        .collect(Collectors.joining(", ")))
                .append(" | ")
                .append(slowest.getOrDefault(family, 0L) / 1_000_000)
                .append(" |\n"));
    return text.append(
            "valid: %d, accepted at once: %d, after a 503: %d; p50 %d ms, p99 %d ms, max %d ms%n"
                .formatted(
                    valid(),
                    validAtOnce,
                    validLater,
                    validMillis(0.5),
                    validMillis(0.99),
                    validMillis(1)))
        .toString();
  }
}
