package io.flaregate.phlare.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.oracle.ExactOracle.Expected;
import io.flaregate.phlare.oracle.WholePath.Output;
import io.flaregate.phlare.oracle.WholePath.Series;
import io.flaregate.profiles.oracle.SeriesKey;
import io.flaregate.profiles.oracle.StackKey;
import io.flaregate.spi.consumer.Outcome;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;

/** Compares what the whole path makes of a request with {@link ExactOracle}. */
final class Comparison {
  private static final int SHOWN = 5;

  private Comparison() {}

  /** Fails at the first profile that has not become what the oracle says. */
  static void check(String what, Output output, ExportProfilesServiceRequest request) {
    check(what, output, ExactOracle.of(request, index -> false));
  }

  /** The same, but profiles may be refused that the oracle takes. */
  static void checkWhatIsTaken(String what, Output output, ExportProfilesServiceRequest request) {
    int profiles = output.result().size();
    IntPredicate refused =
        index -> index < profiles && output.result().outcome(index) == Outcome.REJECTED;
    check(what, output, ExactOracle.of(request, refused));
  }

  private static void check(String what, Output output, List<Expected> expected) {
    assertThat(output.result().size()).as(what).isEqualTo(expected.size());
    List<Map<SeriesKey, ExactSeries>> actual = byProfile(output, expected.size());
    for (int i = 0; i < expected.size(); i++) {
      String which = what + ", profile " + i;
      if ((output.result().outcome(i) == Outcome.REJECTED) != expected.get(i).rejected()) {
        throw new AssertionError(
            which + ": rejected is " + expected.get(i).rejected() + ", not " + output.result());
      }
      compare(which, expected.get(i).series(), actual.get(i));
    }
  }

  /** Fails if a pprof is malformed or labels are out of order. */
  static List<Map<SeriesKey, ExactSeries>> byProfile(Output output, int profiles) {
    List<Map<SeriesKey, ExactSeries>> all = new ArrayList<>();
    for (int i = 0; i < profiles; i++) {
      all.add(new HashMap<>());
    }
    for (Series series : output.series()) {
      assertSorted(series);
      ExactSeries exact = PprofReader.read(series);
      if (all.get(series.profile()).put(exact.key(), exact) != null) {
        throw new AssertionError("two series of one profile are " + exact.key());
      }
    }
    return all;
  }

  private static void assertSorted(Series series) {
    byte[] before = {};
    for (String name : series.labels().keySet()) {
      byte[] bytes = name.getBytes(UTF_8);
      assertThat(Arrays.compareUnsigned(before, bytes)).as(name).isNotPositive();
      before = bytes;
    }
  }

  private static void compare(
      String which, List<ExactSeries> expected, Map<SeriesKey, ExactSeries> actual) {
    Map<SeriesKey, ExactSeries> wanted = new HashMap<>();
    expected.forEach(series -> wanted.put(series.key(), series));
    wanted.forEach(
        (key, series) -> {
          if (series.unlabelled() == ExactSeries.ANY) {
            actual.computeIfPresent(key, (any, found) -> found.withAnySamples());
          }
        });
    if (wanted.equals(actual)) {
      return;
    }
    assertThat(actual.keySet()).as("series of %s", which).isEqualTo(wanted.keySet());
    wanted.forEach((key, series) -> explain(which, series, requireNonNull(actual.get(key))));
  }

  private static void explain(String which, ExactSeries expected, ExactSeries actual) {
    if (expected.equals(actual)) {
      return;
    }
    List<String> differences = new ArrayList<>();
    Set<StackKey> stacks = new HashSet<>(expected.sums().keySet());
    stacks.addAll(actual.sums().keySet());
    for (StackKey stack : stacks) {
      Long before = expected.sums().get(stack);
      Long after = actual.sums().get(stack);
      if (!Objects.equals(before, after)) {
        differences.add(after + " instead of " + before + " of " + stack);
      }
    }
    throw new AssertionError(
        which
            + ", series "
            + expected.key()
            + ": "
            + head(actual)
            + " instead of "
            + head(expected)
            + "; "
            + differences.size()
            + " sums differ: "
            + differences.subList(0, Math.min(SHOWN, differences.size())));
  }

  private static String head(ExactSeries series) {
    return String.format(
        "%s, time %d, duration %d, %d samples without labels",
        series.period(), series.timeUnixNanos(), series.durationNanos(), series.unlabelled());
  }
}
