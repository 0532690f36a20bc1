package io.flaregate.it.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The results of all runs: one table for people, one line of JSON for programs. */
final class Report {
  private final Map<Fault, List<Result>> results = new LinkedHashMap<>();

  void add(Result result) {
    results.computeIfAbsent(result.fault(), fault -> new ArrayList<>()).add(result);
  }

  private List<Result> all() {
    return results.values().stream().flatMap(List::stream).toList();
  }

  boolean lostSomething() {
    return all().stream().anyMatch(Result::lostSomething);
  }

  boolean isGood() {
    return all().stream().allMatch(Result::isGood);
  }

  /** A row for each fault, and one for all. */
  String markdown() {
    StringBuilder text =
        new StringBuilder(
            "| fault | runs | acknowledged | lost | duplicates | replicas missing"
                + " | p99 before, ms | p99 since, ms | worst figures | failed |\n"
                + "|---|---|---|---|---|---|---|---|---|---|\n");
    results.forEach(
        (fault, some) -> text.append(row(fault + " " + fault.words(), some, figures(some))));
    return text.append(row("**all**", all(), "")).toString();
  }

  private static String row(String name, Collection<Result> some, String figures) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d | %d | %.1f | %.1f | %s | %d |%n",
        name,
        some.size(),
        some.stream().mapToLong(each -> each.checked().acknowledged()).sum(),
        some.stream().mapToLong(each -> each.checked().lost().size()).sum(),
        some.stream().mapToLong(each -> each.checked().duplicates()).sum(),
        some.stream().mapToLong(each -> each.checked().missing()).sum(),
        some.stream().mapToDouble(Result::healthyP99).max().orElse(0),
        some.stream().mapToDouble(Result::faultP99).max().orElse(0),
        figures,
        some.stream().filter(each -> !each.isGood()).count());
  }

  private static Map<String, Double> worst(Collection<Result> some) {
    Map<String, Double> worst = new TreeMap<>();
    some.forEach(
        each -> each.figures().forEach((key, value) -> worst.merge(key, value, Math::max)));
    return worst;
  }

  private static String figures(Collection<Result> some) {
    return worst(some).entrySet().stream()
        .map(each -> String.format(Locale.ROOT, "%s %.0f", each.getKey(), each.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** The same as an object of objects. */
  String json() {
    return results.entrySet().stream()
        .map(each -> "\"" + each.getKey() + "\":" + json(each.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String json(List<Result> some) {
    Map<String, Double> numbers = new TreeMap<>(worst(some));
    numbers.put("runs", (double) some.size());
    numbers.put(
        "acknowledged", some.stream().mapToDouble(each -> each.checked().acknowledged()).sum());
    numbers.put("lost", some.stream().mapToDouble(each -> each.checked().lost().size()).sum());
    numbers.put("duplicates", some.stream().mapToDouble(each -> each.checked().duplicates()).sum());
    numbers.put("missing", some.stream().mapToDouble(each -> each.checked().missing()).sum());
    numbers.put("failed_runs", (double) some.stream().filter(each -> !each.isGood()).count());
    numbers.put("p99_before_ms", some.stream().mapToDouble(Result::healthyP99).max().orElse(0));
    numbers.put("p99_since_ms", some.stream().mapToDouble(Result::faultP99).max().orElse(0));
    return numbers.entrySet().stream()
        .map(each -> String.format(Locale.ROOT, "\"%s\":%.3f", each.getKey(), each.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
