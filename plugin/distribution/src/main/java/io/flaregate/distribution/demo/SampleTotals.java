package io.flaregate.distribution.demo;

import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.ValueType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums of sample values by value type ({@code cpu:nanoseconds}). What was sent is counted here from
 * the messages themselves, by none of the code that carries them.
 */
final class SampleTotals {
  private final Map<String, Long> byType = new TreeMap<>();

  /** Adds to the sum of a type. */
  void add(String type, long value) {
    byType.merge(type, value, Math::addExact);
  }

  /** The sums, by type. */
  Map<String, Long> byType() {
    return Map.copyOf(byType);
  }

  /** Adds what a store should hold once it has the profiles of a request. */
  void add(DemoRequest request) {
    List<String> strings = request.message().getDictionary().getStringTableList();
    for (Profile profile : request.profiles()) {
      String type = text(profile.getSampleType(), strings);
      String periodType = text(profile.getPeriodType(), strings);
      // Counts of CPU samples are stored as CPU time: distributor's rule for this pair of types.
      boolean cpu = type.equals("samples:count") && periodType.equals("cpu:nanoseconds");
      long factor = cpu ? profile.getPeriod() : 1;
      for (Sample sample : profile.getSamplesList()) {
        long value = value(sample);
        if (value > 0) {
          add(cpu ? periodType : type, Math.multiplyExact(value, factor));
        }
      }
    }
  }

  private static String text(ValueType type, List<String> strings) {
    return strings.get(type.getTypeStrindex()) + ":" + strings.get(type.getUnitStrindex());
  }

  private static long value(Sample sample) {
    if (sample.getValuesCount() == 0) {
      return sample.getTimestampsUnixNanoCount();
    }
    return sample.getValuesList().stream().mapToLong(Long::longValue).sum();
  }
}
