package io.flaregate.spi.testing;

import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.spi.telemetry.Histogram;
import io.flaregate.spi.telemetry.Meter;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/**
 * Remembers what was counted, for tests to ask by name and label values. As strict as a host's
 * meter: another kind or other labels under one name, a wrong number of label values and a negative
 * amount are errors.
 */
public final class FakeMeter implements Meter {
  private final Map<String, FakeMetric> metrics = new ConcurrentHashMap<>();
  private final Map<String, String> names = new ConcurrentHashMap<>();

  @Override
  public Counter counter(String name, String help, String... labelNames) {
    FakeMetric metric = metric(name, "counter", labelNames);
    return (amount, labelValues) -> {
      if (!(amount >= 0)) {
        throw new IllegalArgumentException(name + " cannot grow by " + amount);
      }
      metric.update(labelValues, before -> before.plus(amount));
    };
  }

  @Override
  public Gauge gauge(String name, String help, String... labelNames) {
    FakeMetric metric = metric(name, "gauge", labelNames);
    return new Gauge() {
      @Override
      public void set(double value, String... labelValues) {
        metric.update(labelValues, before -> new FakeMetric.Point(value, 1));
      }

      @Override
      public void add(double amount, String... labelValues) {
        metric.update(labelValues, before -> before.plus(amount));
      }

      @Override
      public void observe(DoubleSupplier supplier, String... labelValues) {
        metric.observe(supplier, labelValues);
      }
    };
  }

  @Override
  public Histogram histogram(String name, String help, double[] upperBounds, String... labelNames) {
    for (int i = 1; i < upperBounds.length; i++) {
      if (!(upperBounds[i] > upperBounds[i - 1])) {
        throw new IllegalArgumentException(name + ": bounds do not rise");
      }
    }
    FakeMetric metric = metric(name, "histogram", labelNames);
    return (value, labelValues) -> metric.update(labelValues, before -> before.plus(value));
  }

  private FakeMetric metric(String name, String kind, String... labelNames) {
    FakeMetric fresh = new FakeMetric(name, kind, List.of(labelNames));
    String other = names.putIfAbsent(base(name), name);
    if (other != null && !other.equals(name)) {
      // As in a real registry: in OpenMetrics the suffix is not part of a counter's name.
      throw new IllegalArgumentException(name + " cannot stand beside " + other);
    }
    FakeMetric known = metrics.computeIfAbsent(name, key -> fresh);
    if (!known.isLike(fresh)) {
      throw new IllegalArgumentException(known + " is already there, not " + fresh);
    }
    return known;
  }

  private static String base(String name) {
    String suffix = "_total";
    return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
  }

  /**
   * The value of a counter or gauge, or the sum of a histogram's values, under label values in the
   * order of the label names; 0 if nothing was counted there.
   *
   * @throws AssertionError if nobody has asked for such a metric, or the number of labels is wrong
   */
  public double value(String name, String... labelValues) {
    return known(name).point(labelValues).sum();
  }

  /** How many values a histogram has recorded under label values. */
  public long recorded(String name, String... labelValues) {
    return known(name).point(labelValues).count();
  }

  /** The sum over all label values; 0 if nobody has asked for such a metric. */
  public double total(String name) {
    FakeMetric metric = metrics.get(name);
    return metric == null ? 0 : metric.total();
  }

  /** Everything under a name: label values, joined by commas, to values. */
  public SortedMap<String, Double> values(String name) {
    FakeMetric metric = metrics.get(name);
    return metric == null ? new TreeMap<>() : metric.values();
  }

  /** The names of all metrics that were asked for, sorted. */
  public List<String> names() {
    return metrics.keySet().stream().sorted().toList();
  }

  /** The label names of a metric. */
  public List<String> labelNames(String name) {
    return known(name).labelNames();
  }

  private FakeMetric known(String name) {
    FakeMetric metric = metrics.get(name);
    if (metric == null) {
      throw new AssertionError("no metric " + name + " among " + names());
    }
    return metric;
  }
}
