package io.flaregate.profiles.oracle;

import io.flaregate.profiles.oracle.NaiveProfile.Line;
import io.flaregate.profiles.oracle.NaiveProfile.Location;
import io.flaregate.profiles.oracle.NaiveProfile.Sample;
import io.flaregate.profiles.oracle.NaiveProfile.TypeAndUnit;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request on its way to the ingesters: an independent implementation over
 * protobuf objects and maps, by the documents only. Neither relabelling nor the limits on labels
 * and samples are part of it.
 *
 * <ul>
 *   <li>A sample's value is the sum of its values or the number of its timestamps; negative values
 *       and zeros are left out; sums stop at the largest long.
 *   <li>{@code samples:count} with a period of {@code cpu:nanoseconds} becomes {@code
 *       cpu:nanoseconds}, times the period, if that is above 0.
 *   <li>Labels, the first of a name wins: {@code __delta__}, {@code __otel__}, {@code __name__},
 *       {@code service_name}, the attributes of the resource and of the scope, {@code
 *       otel_scope_name}, {@code otel_scope_version}, and what samples bring.
 *   <li>Texts of samples become labels, but for {@code span_id}, {@code trace_id} and {@code
 *       profile_id} (which becomes {@code span_id}), which stay with the sample, and {@code
 *       service.name}, which becomes {@code service_name}.
 * </ul>
 */
public final class NaiveTransform {

  /** What becomes of a profile. */
  public enum Outcome {
    /** It has series. */
    STORED,
    /** It has no samples, or none but zeros: nothing to store, and nothing wrong. */
    NOTHING_TO_STORE,
    /** It had samples at fault, and nothing is left without them. */
    EMPTY,
    /** It leads to something that is not there, or has no type. */
    MALFORMED
  }

  /**
   * A profile's outcome and its series.
   *
   * @param outcome what becomes of it
   * @param series its series, each with the sum of each stack
   */
  public record Result(Outcome outcome, Map<SeriesKey, Map<StackKey, Long>> series) {}

  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final TypeAndUnit SAMPLES = new TypeAndUnit("samples", "count");
  private static final TypeAndUnit CPU = new TypeAndUnit("cpu", "nanoseconds");
  private static final TypeAndUnit OFF_CPU = new TypeAndUnit("off_cpu", "nanoseconds");

  private NaiveTransform() {}

  /** The results of all profiles of a request, in their order. */
  public static List<Result> transform(ExportProfilesServiceRequest request) {
    List<Result> results = new ArrayList<>();
    for (NaiveProfile profile : NaiveDecode.decode(request)) {
      results.add(transform(profile, NaiveTransform::frames));
    }
    return results;
  }

  /** The sums of all profiles together. */
  public static Map<SeriesKey, Map<StackKey, Long>> merge(List<Result> results) {
    Map<SeriesKey, Map<StackKey, BigInteger>> sums = new LinkedHashMap<>();
    for (Result result : results) {
      result
          .series()
          .forEach(
              (key, stacks) -> {
                var into = sums.computeIfAbsent(key, each -> new LinkedHashMap<>());
                stacks.forEach(
                    (stack, value) ->
                        into.merge(stack, BigInteger.valueOf(value), BigInteger::add));
              });
    }
    return capped(sums);
  }

  private static Map<SeriesKey, Map<StackKey, Long>> capped(
      Map<SeriesKey, Map<StackKey, BigInteger>> sums) {
    Map<SeriesKey, Map<StackKey, Long>> capped = new LinkedHashMap<>();
    sums.forEach(
        (key, stacks) -> {
          Map<StackKey, Long> into = new LinkedHashMap<>();
          stacks.forEach((stack, value) -> into.put(stack, value.min(LARGEST).longValueExact()));
          capped.put(key, into);
        });
    return capped;
  }

  /**
   * What becomes of one profile.
   *
   * @param frames what of a stack tells it from others, as texts
   */
  public static Result transform(
      NaiveProfile profile, Function<List<Location>, List<String>> frames) {
    if (!profile.valid()) {
      return new Result(Outcome.MALFORMED, Map.of());
    }
    boolean isCpu =
        profile.type().equals(SAMPLES)
            && profile.period().equals(CPU)
            && profile.periodLength() > 0;
    TypeAndUnit type = isCpu ? CPU : profile.type();
    BigInteger factor = BigInteger.valueOf(isCpu ? profile.periodLength() : 1);
    Map<SeriesKey, Map<StackKey, BigInteger>> sums = new LinkedHashMap<>();
    int atFault = profile.droppedSamples();
    for (Sample sample : profile.samples()) {
      atFault += sample.value() < 0 ? 1 : 0;
      BigInteger value = BigInteger.valueOf(sample.value()).multiply(factor);
      if (value.signum() > 0) {
        SeriesKey key = new SeriesKey(labels(profile, sample), type.name(), type.unit());
        StackKey stack = new StackKey(frames.apply(sample.stack()), spanLabels(sample));
        sums.computeIfAbsent(key, each -> new LinkedHashMap<>())
            .merge(stack, value, BigInteger::add);
      }
    }
    Outcome empty = atFault > 0 ? Outcome.EMPTY : Outcome.NOTHING_TO_STORE;
    return new Result(sums.isEmpty() ? empty : Outcome.STORED, capped(sums));
  }

  private static SortedMap<String, String> labels(NaiveProfile profile, Sample sample) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("__delta__", "false");
    labels.put("__otel__", "true");
    labels.put("__name__", name(profile));
    labels.put("service_name", serviceName(profile, sample));
    add(labels, profile.resource());
    add(labels, profile.scope());
    add(labels, "otel_scope_name", profile.scopeName());
    add(labels, "otel_scope_version", profile.scopeVersion());
    sample
        .attributes()
        .forEach(
            (key, value) -> {
              if (value instanceof String text && !staysWithTheSample(key)) {
                add(labels, key, text);
              }
            });
    return labels;
  }

  private static String name(NaiveProfile profile) {
    if (profile.type().equals(SAMPLES) && profile.period().equals(CPU)) {
      return "process_cpu";
    }
    if (profile.type().equals(OFF_CPU) && profile.period().name().isEmpty()) {
      return "off_cpu";
    }
    return profile.period().name().isEmpty() ? "process_cpu" : profile.period().name();
  }

  private static String serviceName(NaiveProfile profile, Sample sample) {
    if (sample.attributes().get("service.name") instanceof String text && !text.isEmpty()) {
      return text;
    }
    String service = text(profile.resource().get("service.name"));
    if (!service.isEmpty()) {
      return service;
    }
    String executable = text(profile.resource().get("process.executable.name"));
    return executable.isEmpty() ? "unknown_service" : "unknown_service:" + executable;
  }

  private static boolean staysWithTheSample(String key) {
    return switch (key) {
      case "span_id", "trace_id", "profile_id", "service.name" -> true;
      default -> false;
    };
  }

  private static SortedMap<String, String> spanLabels(Sample sample) {
    SortedMap<String, String> labels = new TreeMap<>();
    if (!sample.spanId().isEmpty()) {
      add(labels, "span_id", sample.spanId());
      add(labels, "trace_id", sample.traceId());
    }
    for (String key : List.of("span_id", "profile_id", "trace_id")) {
      if (sample.attributes().get(key) instanceof String text) {
        add(labels, key.equals("profile_id") ? "span_id" : key, text);
      }
    }
    return labels;
  }

  private static void add(Map<String, String> labels, Map<String, Object> attributes) {
    attributes.forEach((key, value) -> add(labels, key, text(value)));
  }

  private static void add(Map<String, String> labels, String key, String text) {
    if (!text.isEmpty()) {
      labels.putIfAbsent(key, text);
    }
  }

  private static String text(@Nullable Object value) {
    return value instanceof String || value instanceof Long ? value.toString() : "";
  }

  /**
   * The frames of a stack as text: for each line {@code function file:line}, for a location without
   * lines {@code [mapping]+0xaddress}. Frames that differ in nothing else are one.
   */
  public static List<String> frames(List<Location> stack) {
    List<String> frames = new ArrayList<>();
    for (Location location : stack) {
      if (location.lines().isEmpty()) {
        String file = location.mapping().lines().findFirst().orElse("");
        frames.add("[" + file + "]+0x" + Long.toHexString(location.address()));
      }
      for (Line line : location.lines()) {
        frames.add(line.name() + " " + line.file() + ":" + line.line());
      }
    }
    return frames;
  }
}
