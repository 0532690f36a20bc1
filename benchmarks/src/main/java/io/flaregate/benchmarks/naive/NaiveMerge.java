package io.flaregate.benchmarks.naive;

import io.opentelemetry.proto.profiles.v1development.KeyValueAndUnit;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Adds up the equal samples of a profile, leaves out zeros, and splits it into series. */
final class NaiveMerge {

  /** What tells the samples of a series apart. */
  record SampleKey(int stack, NavigableMap<String, String> labels, int link) {}

  /** What a list of attributes means. */
  private record Attributes(
      NavigableMap<String, String> series, NavigableMap<String, String> sample) {}

  private final NaiveDictionary dictionary;
  private final Profile profile;
  private final NavigableMap<String, String> labels;
  private final Map<List<Integer>, Attributes> attributes = new HashMap<>();

  NaiveMerge(NaiveDictionary dictionary, Profile profile, NavigableMap<String, String> labels) {
    this.dictionary = dictionary;
    this.profile = profile;
    this.labels = labels;
  }

  static boolean isCpuSamples(NaiveDictionary dictionary, Profile profile) {
    return dictionary.text(profile.getSampleType().getTypeStrindex()).equals("samples")
        && dictionary.text(profile.getSampleType().getUnitStrindex()).equals("count")
        && dictionary.text(profile.getPeriodType().getTypeStrindex()).equals("cpu")
        && dictionary.text(profile.getPeriodType().getUnitStrindex()).equals("nanoseconds");
  }

  List<NaiveSeries> series(boolean splits) {
    boolean isCpu = isCpuSamples(dictionary, profile);
    long factor = isCpu ? profile.getPeriod() : 1;
    Map<NavigableMap<String, String>, Map<SampleKey, Long>> merged = new LinkedHashMap<>();
    for (Sample sample : profile.getSamplesList()) {
      long value = value(sample) * factor;
      if (value > 0) {
        Attributes meaning =
            attributes.computeIfAbsent(
                sample.getAttributeIndicesList(), list -> attributes(list, splits));
        merged
            .computeIfAbsent(meaning.series(), any -> new LinkedHashMap<>())
            .merge(
                new SampleKey(
                    dictionary.stack(sample.getStackIndex()),
                    meaning.sample(),
                    sample.getLinkIndex()),
                value,
                Long::sum);
      }
    }
    List<NaiveSeries> series = new ArrayList<>();
    merged.forEach(
        (own, samples) -> {
          NaivePprof pprof = new NaivePprof(dictionary, profile, isCpu);
          series.add(new NaiveSeries(labels(own), pprof.build(samples).toByteArray()));
        });
    return series;
  }

  static long value(Sample sample) {
    if (sample.getValuesCount() == 0) {
      return sample.getTimestampsUnixNanoCount();
    }
    long sum = 0;
    for (int i = 0; i < sample.getValuesCount(); i++) {
      sum += sample.getValues(i);
    }
    return sum;
  }

  private Attributes attributes(List<Integer> list, boolean splits) {
    NavigableMap<String, String> ofSeries = new TreeMap<>();
    NavigableMap<String, String> ofSample = new TreeMap<>();
    for (int index : list) {
      KeyValueAndUnit attribute = dictionary.attribute(index);
      String key = dictionary.text(attribute.getKeyStrindex());
      String text = dictionary.text(attribute.getValue(), false);
      if (text != null && !text.isEmpty()) {
        boolean stays = !splits || staysWithTheSample(key);
        (stays && !key.equals("service.name") ? ofSample : ofSeries).putIfAbsent(key, text);
      }
    }
    return new Attributes(ofSeries, ofSample);
  }

  private static boolean staysWithTheSample(String key) {
    return switch (key) {
      case "span_id", "trace_id", "profile_id" -> true;
      default -> false;
    };
  }

  private NavigableMap<String, String> labels(NavigableMap<String, String> own) {
    NavigableMap<String, String> all = new TreeMap<>(labels);
    own.forEach(
        (name, value) -> {
          if (name.equals("service.name")) {
            all.put("service_name", value);
          } else {
            all.putIfAbsent(name, value);
          }
        });
    return all;
  }
}
