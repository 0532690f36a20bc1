package io.flaregate.benchmarks.report;

import io.flaregate.profiles.corpus.Corpus;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The results of all passes of a run, as JMH wrote them to its JSON files: of what was measured
 * several times the best, since all that disturbs makes it slower.
 */
final class Results {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final String THROUGHPUT = "thrpt";

  private final List<Result> all;

  private Results(List<Result> all) {
    this.all = List.copyOf(all);
  }

  /** Reads JMH's JSON of some kinds; of passes that did not run there is none. */
  static Results read(Path folder, String... kinds) {
    Map<String, Result> best = new LinkedHashMap<>();
    for (String kind : kinds) {
      for (int pass = 1; pass <= Runs.PASSES; pass++) {
        String file = Runs.file(kind, pass);
        if (Files.exists(folder.resolve(file))) {
          ((List<?>) Corpus.in(folder).json(file))
              .forEach(each -> keepBest(best, (Map<?, ?>) each));
        }
      }
    }
    return new Results(List.copyOf(best.values()));
  }

  private static void keepBest(Map<String, Result> best, Map<?, ?> run) {
    Result result = result(run);
    String key = result.benchmark() + "." + result.method() + result.params();
    boolean moreIsBetter = text(run, "mode").equals(THROUGHPUT);
    best.merge(key, result, moreIsBetter ? Results::more : Results::less);
  }

  private static Result less(Result one, Result other) {
    return other.median() < one.median() ? other : one;
  }

  private static Result more(Result one, Result other) {
    return other.median() > one.median() ? other : one;
  }

  private static Result result(Map<?, ?> run) {
    String[] name = text(run, "benchmark").split("\\.", -1);
    Map<String, String> params = new TreeMap<>();
    if (run.get("params") instanceof Map<?, ?> map) {
      map.forEach((key, value) -> params.put(String.valueOf(key), String.valueOf(value)));
    }
    return new Result(
        name[name.length - 2],
        name[name.length - 1],
        params,
        median(map(run.get("primaryMetric"))),
        median(allocated(map(run.get("secondaryMetrics")))),
        iterations(map(run.get("primaryMetric"))));
  }

  private static List<Double> iterations(Map<?, ?> metric) {
    List<Double> iterations = new ArrayList<>();
    if (metric.get("rawData") instanceof List<?> forks && forks.get(0) instanceof List<?> first) {
      first.forEach(each -> iterations.add(((Number) each).doubleValue()));
    }
    return iterations;
  }

  private static Map<?, ?> allocated(Map<?, ?> metrics) {
    // JMH up to 1.35 put a dot before the names of what profilers measure.
    Object now = metrics.get(ALLOCATED);
    return map(now != null ? now : metrics.get("·" + ALLOCATED));
  }

  private static double median(Map<?, ?> metric) {
    Object median = map(metric.get("scorePercentiles")).get("50.0");
    return median instanceof BigDecimal number ? number.doubleValue() : Double.NaN;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static String text(Map<?, ?> map, String key) {
    return String.valueOf(map.get(key));
  }

  /**
   * One result.
   *
   * @param params name, value, name, value, … of the parameters that it must have
   * @throws IllegalArgumentException if it is not there
   */
  Result of(String benchmark, String method, String... params) {
    for (Result each : all) {
      if (each.benchmark().equals(benchmark)
          && each.method().equals(method)
          && hasParams(each, params)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "no result of " + benchmark + "." + method + " with " + String.join(" ", params));
  }

  private static boolean hasParams(Result result, String[] params) {
    for (int i = 0; i < params.length; i += 2) {
      if (!params[i + 1].equals(result.params().get(params[i]))) {
        return false;
      }
    }
    return true;
  }

  double median(String benchmark, String method, String... params) {
    return of(benchmark, method, params).median();
  }

  /** What one method takes over what another one takes that took turns with it. */
  double ratio(String benchmark, String method, String baseline, String... params) {
    return of(benchmark, method, params).over(of(benchmark, baseline, params));
  }

  double bytes(String benchmark, String method, String... params) {
    return of(benchmark, method, params).bytes();
  }

  /** The values of a parameter of a benchmark, in the order in which they were measured. */
  List<String> values(String benchmark, String param) {
    return all.stream()
        .filter(each -> each.benchmark().equals(benchmark))
        .map(each -> each.params().getOrDefault(param, ""))
        .distinct()
        .toList();
  }
}
