package io.flaregate.gateway.telemetry;

import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.spi.telemetry.Histogram;
import io.flaregate.spi.telemetry.Meter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The metrics of one host, for all its components. Thread-safe. */
public final class Metrics implements Meter {

  /** How many sets of label values one metric keeps. */
  public static final int MAX_LABEL_SETS = 1_000;

  /** How many series a histogram has at most: each set is one per bucket and three more. */
  public static final int MAX_HISTOGRAM_SERIES = 2_500;

  private static final int SERIES_BESIDE_BUCKETS = 3;

  private static final String TOTAL = "_total";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Map<String, Registered> metrics = new ConcurrentHashMap<>();
  private final List<Runnable> observers = new CopyOnWriteArrayList<>();
  private final Set<String> bareCounters = ConcurrentHashMap.newKeySet();
  private final int maxLabelSets;
  private final LongSupplier nanoTime;

  public Metrics() {
    this(MAX_LABEL_SETS, System::nanoTime);
  }

  Metrics(int maxLabelSets, LongSupplier nanoTime) {
    this.maxLabelSets = maxLabelSets;
    this.nanoTime = nanoTime;
  }

  private record Registered(String kind, List<String> labels, Object metric) {}

  @Override
  public Counter counter(String name, String help, String... labelNames) {
    return once(
        name, "counter", labelNames, Counter.class, () -> newCounter(name, help, labelNames));
  }

  @Override
  public Gauge gauge(String name, String help, String... labelNames) {
    return once(name, "gauge", labelNames, Gauge.class, () -> newGauge(name, help, labelNames));
  }

  @Override
  public Histogram histogram(String name, String help, double[] upperBounds, String... labelNames) {
    return once(
        name,
        "histogram",
        labelNames,
        Histogram.class,
        () -> newHistogram(name, help, upperBounds, labelNames));
  }

  private <T> T once(
      String name, String kind, String[] labelNames, Class<T> type, Supplier<T> create) {
    List<String> labels = List.of(labelNames);
    Registered found =
        metrics.computeIfAbsent(name, key -> new Registered(kind, labels, create.get()));
    if (!found.kind.equals(kind) || !found.labels.equals(labels)) {
      throw new IllegalArgumentException(
          name
              + " is a "
              + found.kind
              + " with labels "
              + found.labels
              + ", not a "
              + kind
              + " with labels "
              + labels);
    }
    return type.cast(found.metric);
  }

  private Counter newCounter(String name, String help, String[] labelNames) {
    // The library writes _total behind every counter; the Collector's have none, see text().
    boolean bare = !name.endsWith(TOTAL);
    if (bare) {
      bareCounters.add(name);
    }
    var counter =
        io.prometheus.metrics.core.metrics.Counter.builder()
            .name(bare ? name : name.substring(0, name.length() - TOTAL.length()))
            .help(help)
            .labelNames(labelNames)
            .withoutExemplars()
            .register(registry);
    LabelCap cap = cap(name, labelNames, maxLabelSets, counter::remove);
    return (amount, values) -> {
      if (!(amount >= 0)) {
        throw new IllegalArgumentException(name + " cannot grow by " + amount);
      }
      counter.labelValues(cap.admit(values)).inc(amount);
    };
  }

  private Gauge newGauge(String name, String help, String[] labelNames) {
    var gauge =
        io.prometheus.metrics.core.metrics.Gauge.builder()
            .name(name)
            .help(help)
            .labelNames(labelNames)
            .withoutExemplars()
            .register(registry);
    // What is so now stays so, however long ago it was said.
    LabelCap cap = cap(name, labelNames, maxLabelSets, null);
    return new Gauge() {
      @Override
      public void set(double value, String... labelValues) {
        gauge.labelValues(cap.admit(labelValues)).set(value);
      }

      @Override
      public void add(double amount, String... labelValues) {
        gauge.labelValues(cap.admit(labelValues)).inc(amount);
      }

      @Override
      public void observe(DoubleSupplier supplier, String... labelValues) {
        var point = gauge.labelValues(cap.admit(labelValues));
        observers.add(() -> point.set(read(supplier)));
      }
    };
  }

  private LabelCap cap(
      String name, String[] labelNames, int max, @Nullable Consumer<String[]> remove) {
    return new LabelCap(name, labelNames.length, max, nanoTime, remove);
  }

  /** How many sets a histogram keeps: each is a series per bucket, and memory for all of them. */
  static int maxHistogramSets(int buckets) {
    return Math.max(1, MAX_HISTOGRAM_SERIES / (buckets + SERIES_BESIDE_BUCKETS));
  }

  /** One supplier that fails must not keep all other metrics from being read. */
  private static double read(DoubleSupplier supplier) {
    try {
      return supplier.getAsDouble();
    } catch (RuntimeException | LinkageError e) {
      return Double.NaN;
    }
  }

  private Histogram newHistogram(
      String name, String help, double[] upperBounds, String[] labelNames) {
    var histogram =
        io.prometheus.metrics.core.metrics.Histogram.builder()
            .name(name)
            .help(help)
            .labelNames(labelNames)
            .classicOnly()
            .classicUpperBounds(upperBounds)
            .withoutExemplars()
            .register(registry);
    int max = Math.min(maxLabelSets, maxHistogramSets(upperBounds.length));
    LabelCap cap = cap(name, labelNames, max, histogram::remove);
    return (value, values) -> histogram.labelValues(cap.admit(values)).observe(value);
  }

  /** All metrics in Prometheus' text format 0.0.4, every name exactly as it was registered. */
  public String text() {
    observers.forEach(Runnable::run);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return withoutTotals(out.toString(StandardCharsets.UTF_8));
  }

  private static final Pattern NAME =
      Pattern.compile("^(# (?:HELP|TYPE) )?([a-zA-Z_:][a-zA-Z0-9_:]*)_total", Pattern.MULTILINE);

  private String withoutTotals(String text) {
    return NAME.matcher(text)
        .replaceAll(
            match -> {
              String prefix = match.group(1) == null ? "" : match.group(1);
              String name = match.group(2);
              String suffix = bareCounters.contains(name) ? "" : TOTAL;
              return Matcher.quoteReplacement(prefix + name + suffix);
            });
  }

  /** Adds what is known of the process: uptime, heap, build. */
  public Metrics withProcess(String version) {
    Runtime runtime = Runtime.getRuntime();
    long start = System.nanoTime();
    gauge("otelcol_process_uptime", "Seconds since the start of the host")
        .observe(() -> (System.nanoTime() - start) / 1e9);
    gauge("otelcol_process_runtime_heap_alloc_bytes", "Bytes of heap in use")
        .observe(() -> runtime.totalMemory() - runtime.freeMemory());
    gauge("otelcol_process_runtime_total_sys_memory_bytes", "Bytes of heap that are committed")
        .observe(runtime::totalMemory);
    gauge("pyroscope_build_info", "The version that runs", "version").set(1, version);
    return this;
  }

  @Override
  public String toString() {
    return "Metrics" + Arrays.toString(metrics.keySet().toArray());
  }
}
