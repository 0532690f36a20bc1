package io.flaregate.spi.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;

/** One metric of a {@link FakeMeter}. */
final class FakeMetric {
  private final String name;
  private final String kind;
  private final List<String> labelNames;
  private final Map<List<String>, Point> points = new ConcurrentHashMap<>();
  private final Map<List<String>, DoubleSupplier> observed = new ConcurrentHashMap<>();

  FakeMetric(String name, String kind, List<String> labelNames) {
    this.name = name;
    this.kind = kind;
    this.labelNames = labelNames;
  }

  record Point(double sum, long count) {
    static final Point ZERO = new Point(0, 0);

    Point plus(double amount) {
      return new Point(sum + amount, count + 1);
    }
  }

  boolean isLike(FakeMetric other) {
    return kind.equals(other.kind) && labelNames.equals(other.labelNames);
  }

  List<String> labelNames() {
    return labelNames;
  }

  void update(String[] labelValues, UnaryOperator<Point> change) {
    points.compute(
        checked(labelValues), (key, before) -> change.apply(before == null ? Point.ZERO : before));
  }

  void observe(DoubleSupplier supplier, String[] labelValues) {
    observed.put(checked(labelValues), supplier);
  }

  Point point(String[] labelValues) {
    List<String> key = checked(labelValues);
    DoubleSupplier supplier = observed.get(key);
    if (supplier != null) {
      return new Point(supplier.getAsDouble(), 1);
    }
    return points.getOrDefault(key, Point.ZERO);
  }

  double total() {
    return values().values().stream().mapToDouble(Double::doubleValue).sum();
  }

  SortedMap<String, Double> values() {
    SortedMap<String, Double> values = new TreeMap<>();
    points.forEach((labels, point) -> values.put(String.join(",", labels), point.sum()));
    observed.forEach(
        (labels, supplier) -> values.put(String.join(",", labels), supplier.getAsDouble()));
    return values;
  }

  private List<String> checked(String[] labelValues) {
    if (labelValues.length != labelNames.size()) {
      throw new IllegalArgumentException(
          name + " has the labels " + labelNames + ", not " + Arrays.toString(labelValues));
    }
    return List.of(labelValues);
  }

  @Override
  public String toString() {
    return kind + " " + name + labelNames;
  }
}
