package io.flaregate.phlare.oracle;

import io.flaregate.profiles.oracle.NaiveDecode;
import io.flaregate.profiles.oracle.NaiveProfile;
import io.flaregate.profiles.oracle.NaiveProfile.Line;
import io.flaregate.profiles.oracle.NaiveProfile.Location;
import io.flaregate.profiles.oracle.NaiveProfile.Sample;
import io.flaregate.profiles.oracle.NaiveTransform;
import io.flaregate.profiles.oracle.NaiveTransform.Outcome;
import io.flaregate.profiles.oracle.NaiveTransform.Result;
import io.flaregate.profiles.oracle.SeriesKey;
import io.flaregate.profiles.oracle.StackKey;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the whole path must make of a request, by {@link NaiveTransform}, and beyond it: stacks are
 * told apart by all that locations hold, profiles that come twice are dropped, and a location with
 * lines has no address where its mapping has a function for every line of the series.
 */
final class ExactOracle {
  private static final long DEFAULT_DURATION_NANOS = 10_000_000_000L;
  private static final Pattern GODELTAPROF =
      Pattern.compile("godeltaprof_(.*)", Pattern.UNIX_LINES);

  /**
   * A profile's fate.
   *
   * @param rejected whether it is refused
   * @param series what is stored of it
   */
  record Expected(boolean rejected, List<ExactSeries> series) {}

  /** Locations by their place in the frames' texts. */
  private final List<Location> locations = new ArrayList<>();

  private final Map<Location, String> places = new HashMap<>();
  private final Set<List<Object>> profileIds = new HashSet<>();

  private ExactOracle() {}

  /**
   * A row for each profile of the request.
   *
   * @param refused profiles of which it is known, by their index, that they are rejected
   */
  static List<Expected> of(ExportProfilesServiceRequest request, IntPredicate refused) {
    ExactOracle oracle = new ExactOracle();
    List<Expected> all = new ArrayList<>();
    for (NaiveProfile profile : NaiveDecode.decode(request)) {
      all.add(oracle.profile(profile, refused.test(all.size())));
    }
    return all;
  }

  private Expected profile(NaiveProfile profile, boolean refused) {
    List<Object> id = List.of(profile.id(), profile.type());
    if (!refused && profile.valid() && profileIds.contains(id)) {
      return new Expected(false, List.of());
    }
    Result result = NaiveTransform.transform(profile, this::frames);
    boolean usable = result.outcome() != Outcome.EMPTY && result.outcome() != Outcome.MALFORMED;
    List<ExactSeries> series = new ArrayList<>();
    result
        .series()
        .forEach(
            (key, sums) -> {
              // A label without a name is refused, and with it the series.
              if (!key.labels().containsKey("")) {
                series.add(series(profile, key, sums));
              }
            });
    boolean lostAll = series.isEmpty() && !result.series().isEmpty();
    if (usable && (!refused || lostAll) && !profile.id().isEmpty()) {
      profileIds.add(id);
    }
    boolean rejected = refused || lostAll || !usable;
    return new Expected(rejected, rejected ? List.of() : series);
  }

  private List<String> frames(List<Location> stack) {
    List<String> frames = new ArrayList<>();
    for (Location location : stack) {
      frames.add(places.computeIfAbsent(location, this::place));
    }
    return frames;
  }

  private String place(Location location) {
    locations.add(location);
    return Integer.toString(locations.size() - 1);
  }

  private Location location(String frame) {
    return locations.get(Integer.parseInt(frame));
  }

  private ExactSeries series(NaiveProfile profile, SeriesKey key, Map<StackKey, Long> sums) {
    Set<String> used = new HashSet<>();
    sums.keySet().forEach(stack -> used.addAll(stack.frames()));
    Set<String> withoutFunctions =
        used.stream()
            .map(this::location)
            .filter(location -> !hasFunctions(location))
            .map(Location::mapping)
            .collect(Collectors.toSet());
    withoutFunctions.add("");
    Map<StackKey, Long> exact = new HashMap<>();
    sums.forEach(
        (stack, value) -> {
          List<String> frames =
              stack.frames().stream()
                  .map(frame -> text(location(frame), withoutFunctions))
                  .toList();
          exact.merge(new StackKey(frames, stack.labels()), value, ExactSeries::capped);
        });
    String period =
        profile.period().name() + ":" + profile.period().unit() + "=" + profile.periodLength();
    long time = profile.timeUnixNanos() == 0 ? WholePath.RECEIVED : profile.timeUnixNanos();
    long duration = profile.durationNanos() == 0 ? DEFAULT_DURATION_NANOS : profile.durationNanos();
    // No profile ends after the last nanosecond that there is.
    long lasts = Math.min(duration, Long.MAX_VALUE - time);
    return new ExactSeries(renamed(key), period, time, lasts, unlabelled(profile, sums), exact);
  }

  /** Pyroscope's default rules, which concern two names. */
  private static SeriesKey renamed(SeriesKey key) {
    TreeMap<String, String> labels = new TreeMap<>(key.labels());
    Matcher godeltaprof = GODELTAPROF.matcher(labels.getOrDefault("__name__", ""));
    if (godeltaprof.matches()) {
      labels.put("__name_replaced__", godeltaprof.group());
      labels.put("__delta__", "false");
      labels.put("__name__", godeltaprof.group(1));
    }
    if ("wall".equals(labels.get("__name__")) && key.type().equals("cpu")) {
      labels.put("__name_replaced__", "wall");
      labels.put("__name__", "process_cpu");
    }
    return new SeriesKey(labels, key.type(), key.unit());
  }

  private static int unlabelled(NaiveProfile profile, Map<StackKey, Long> sums) {
    boolean losesLabels = profile.samples().stream().anyMatch(ExactOracle::losesLabels);
    long count = sums.keySet().stream().filter(stack -> stack.labels().isEmpty()).count();
    return losesLabels ? ExactSeries.ANY : (int) count;
  }

  /** Whether a sample has a link or a label of a span of which nothing is written. */
  private static boolean losesLabels(Sample sample) {
    return (sample.spanId().isEmpty() && !sample.traceId().isEmpty())
        || Stream.of("span_id", "trace_id", "profile_id")
            .map(sample.attributes()::get)
            .anyMatch(value -> value != null && (!(value instanceof String) || value.equals("")));
  }

  private static boolean hasFunctions(Location location) {
    return !location.lines().isEmpty()
        && location.lines().stream()
            .allMatch(line -> !line.name().isEmpty() || !line.systemName().isEmpty());
  }

  private static String text(Location location, Set<String> withoutFunctions) {
    boolean hidden = !location.lines().isEmpty() && !withoutFunctions.contains(location.mapping());
    String lines =
        location.lines().stream().map(ExactOracle::text).collect(Collectors.joining("\n"));
    return ExactSeries.location(location.mapping(), hidden ? 0 : location.address(), lines);
  }

  private static String text(Line line) {
    return ExactSeries.line(
        line.name(), line.systemName(), line.file(), line.startLine(), line.line(), line.column());
  }
}
