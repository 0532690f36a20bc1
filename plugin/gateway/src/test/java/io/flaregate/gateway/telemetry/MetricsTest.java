package io.flaregate.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.spi.telemetry.Histogram;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Metrics metrics = new Metrics(3, nanos::get);

  @Test
  void writesNamesExactlyAsRegistered() {
    metrics
        .counter("otelcol_receiver_accepted_profile_samples", "Accepted", "receiver")
        .add(2, "otlp");
    metrics
        .counter("pyroscope_discarded_samples_total", "Discarded", "reason")
        .increment("unknown");
    metrics.gauge("flaregate_inflight_bytes", "In flight").set(7);
    metrics.histogram("flaregate_push_duration_seconds", "Push", new double[] {0.1, 1}).record(0.5);

    assertThat(metrics.text().lines())
        .contains(
            "# TYPE otelcol_receiver_accepted_profile_samples counter",
            "otelcol_receiver_accepted_profile_samples{receiver=\"otlp\"} 2.0",
            "# TYPE pyroscope_discarded_samples_total counter",
            "pyroscope_discarded_samples_total{reason=\"unknown\"} 1.0",
            "flaregate_inflight_bytes 7.0",
            "flaregate_push_duration_seconds_bucket{le=\"0.1\"} 0",
            "flaregate_push_duration_seconds_bucket{le=\"1.0\"} 1",
            "flaregate_push_duration_seconds_count 1");
  }

  @Test
  void countsLabelValuesBeyondTheCapAsOverflow() {
    Counter counter = metrics.counter("requests_total", "Requests", "tenant");
    for (int i = 0; i < 10; i++) {
      counter.increment("tenant-" + i);
    }
    counter.increment("tenant-0");

    assertThat(metrics.text().lines().filter(line -> line.startsWith("requests_total")))
        .containsExactlyInAnyOrder(
            "requests_total{tenant=\"tenant-0\"} 2.0",
            "requests_total{tenant=\"tenant-1\"} 1.0",
            "requests_total{tenant=\"tenant-2\"} 1.0",
            "requests_total{tenant=\"overflow\"} 7.0");
  }

  private List<String> linesOf(String name) {
    return metrics.text().lines().filter(line -> line.startsWith(name)).toList();
  }

  @Test
  void setsThatWereNotUsedForAnHourMakeRoomOnceTheCapIsReached() {
    Counter counter = metrics.counter("requests_total", "Requests", "tenant");
    Histogram sizes = metrics.histogram("sizes", "Sizes", new double[] {1}, "tenant");
    for (String tenant : List.of("old", "busy", "other")) {
      counter.increment(tenant);
      sizes.record(1, tenant);
    }
    nanos.addAndGet(LabelCap.IDLE_NANOS - 1);
    counter.increment("busy");
    sizes.record(1, "busy");
    counter.increment("early");
    assertThat(linesOf("requests_total{"))
        .as("nothing is idle for long enough")
        .hasSize(4)
        .contains("requests_total{tenant=\"overflow\"} 1.0");

    nanos.addAndGet(LabelCap.LOOK_NANOS);
    counter.increment("new");
    sizes.record(1, "new");

    assertThat(linesOf("requests_total{"))
        .containsExactlyInAnyOrder(
            "requests_total{tenant=\"busy\"} 2.0",
            "requests_total{tenant=\"new\"} 1.0",
            "requests_total{tenant=\"overflow\"} 1.0");
    assertThat(linesOf("sizes_count{"))
        .containsExactlyInAnyOrder(
            "sizes_count{tenant=\"busy\"} 2", "sizes_count{tenant=\"new\"} 1");

    counter.increment("old");
    assertThat(linesOf("requests_total{"))
        .as("one that comes again begins anew")
        .contains("requests_total{tenant=\"old\"} 1.0");
  }

  @Test
  void gaugesStayHoweverLongAgoTheyWereSet() {
    Gauge gauge = metrics.gauge("state", "State", "member");
    for (String member : List.of("a", "b", "c")) {
      gauge.set(1, member);
    }
    nanos.addAndGet(2 * LabelCap.IDLE_NANOS);
    gauge.set(1, "d");

    assertThat(linesOf("state{"))
        .containsExactlyInAnyOrder(
            "state{member=\"a\"} 1.0",
            "state{member=\"b\"} 1.0",
            "state{member=\"c\"} 1.0",
            "state{member=\"overflow\"} 1.0");
  }

  @Test
  void whatIsUsedAllAlongLosesNothingWhileOthersMakeRoom() throws InterruptedException {
    Counter counter = metrics.counter("raced_total", "Raced", "tenant");
    Thread[] threads = new Thread[4];
    int steps = 20_000;
    for (int thread = 0; thread < threads.length; thread++) {
      Random random = new Random(thread);
      threads[thread] =
          new Thread(
              () -> {
                for (int i = 0; i < steps; i++) {
                  counter.increment("busy");
                  // An hour takes a thousand steps.
                  nanos.addAndGet(LabelCap.IDLE_NANOS / 1_000);
                  counter.increment("tenant-" + random.nextInt(100));
                }
              });
      threads[thread].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(linesOf("raced_total{"))
        .contains("raced_total{tenant=\"busy\"} " + (double) (threads.length * steps))
        .hasSizeLessThan(100);
  }

  /** Row B46 of the list of bad input. */
  @Test
  void aHundredThousandTenantsTakeABoundedNumberOfSeries() throws InterruptedException {
    Metrics real = new Metrics();
    Counter discarded = real.counter("discarded_total", "Discarded", "reason", "tenant");
    Histogram bytes = real.histogram("bytes", "Bytes", new double[] {1, 2, 3, 4}, "type", "tenant");
    Thread[] threads = new Thread[4];
    for (int thread = 0; thread < threads.length; thread++) {
      int first = thread;
      threads[thread] =
          new Thread(
              () -> {
                for (int tenant = first; tenant < 100_000; tenant += 2) {
                  discarded.increment("rate_limited", "tenant-" + tenant);
                  bytes.record(tenant, "otel", "tenant-" + tenant);
                }
              });
      threads[thread].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    List<String> lines = real.text().lines().filter(line -> !line.startsWith("#")).toList();
    assertThat(lines.stream().filter(line -> line.startsWith("discarded_total")))
        .hasSize(Metrics.MAX_LABEL_SETS + 1);
    assertThat(lines.stream().filter(line -> line.startsWith("bytes_count")))
        .hasSize(Metrics.maxHistogramSets(4) + 1);
    double counted =
        lines.stream()
            .filter(line -> line.startsWith("discarded_total"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
    assertThat(counted).as("nothing is lost to the cap").isEqualTo(2.0 * 100_000 - 2);
  }

  @Test
  void cutsLongLabelValues() {
    metrics.counter("long_total", "Long", "tenant").increment("x".repeat(10_000));

    assertThat(metrics.text())
        .contains("\"" + "x".repeat(256) + "\"")
        .doesNotContain("x".repeat(257));
  }

  @Test
  void readsObservedGaugesAtEachScrape() {
    int[] value = {1};
    Gauge gauge = metrics.gauge("observed", "Observed");
    gauge.observe(() -> value[0]);

    assertThat(metrics.text()).contains("observed 1.0");
    value[0] = 5;
    assertThat(metrics.text()).contains("observed 5.0");
  }

  @Test
  void aGaugeMayEndAsCountersDo() {
    metrics.gauge("pyroscope_ring_tokens_total", "Tokens", "name").set(512, "ingester");
    metrics.gauge("other_total", "Other").observe(() -> 3);

    assertThat(metrics.text().lines())
        .contains(
            "# HELP pyroscope_ring_tokens_total Tokens",
            "# TYPE pyroscope_ring_tokens_total gauge",
            "pyroscope_ring_tokens_total{name=\"ingester\"} 512.0",
            "other_total 3.0");
  }

  @Test
  void givesTheSameMetricForTheSameNameAndRefusesAnother() {
    metrics.counter("twice_total", "Twice", "a").increment("x");
    metrics.counter("twice_total", "Twice", "a").increment("x");

    assertThat(metrics.text()).contains("twice_total{a=\"x\"} 2.0");
    assertThatThrownBy(() -> metrics.counter("twice_total", "Twice", "b"))
        .hasMessage("twice_total is a counter with labels [a], not a counter with labels [b]");
    assertThatThrownBy(() -> metrics.gauge("twice_total", "Twice", "a"))
        .hasMessage("twice_total is a counter with labels [a], not a gauge with labels [a]");
    assertThatThrownBy(() -> metrics.counter("twice_total", "Twice", "a").increment("x", "y"))
        .hasMessage("twice_total has 1 labels, not 2");
  }

  @Test
  void tellsOfTheProcess() {
    assertThat(new Metrics().withProcess("1.2").text())
        .contains("pyroscope_build_info{version=\"1.2\"} 1.0", "otelcol_process_uptime ");
  }

  @Test
  void aSupplierThatFailsHidesNoOtherMetric() {
    metrics
        .gauge("flaregate_broken", "Broken")
        .observe(
            () -> {
              throw new IllegalStateException("broken");
            });
    metrics.gauge("flaregate_sound", "Sound").observe(() -> 4);

    assertThat(metrics.text().lines()).contains("flaregate_broken NaN", "flaregate_sound 4.0");
  }
}
