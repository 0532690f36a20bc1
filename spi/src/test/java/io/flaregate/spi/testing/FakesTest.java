package io.flaregate.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.PageResponse;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentStatus;
import io.flaregate.spi.component.StatusReport;
import io.flaregate.spi.telemetry.Gauge;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FakesTest {

  @Test
  void aMeterTellsWhatWasCounted() {
    FakeMeter meter = new FakeMeter();
    meter.counter("c", "help", "reason", "tenant").add(2, "bad", "a");
    meter.counter("c", "help", "reason", "tenant").increment("bad", "b");
    assertThat(meter.value("c", "bad", "a")).isEqualTo(2);
    assertThat(meter.value("c", "good", "a")).isZero();
    assertThat(meter.total("c")).isEqualTo(3);
    assertThat(meter.values("c")).containsEntry("bad,b", 1.0).hasSize(2);
    Gauge gauge = meter.gauge("g", "help");
    gauge.set(5);
    gauge.add(-2);
    assertThat(meter.value("g")).isEqualTo(3);
    gauge.observe(() -> 7);
    assertThat(meter.value("g")).isEqualTo(7);
    meter.histogram("h", "help", new double[] {1, 2}).record(1.5);
    assertThat(meter.recorded("h")).isEqualTo(1);
    assertThat(meter.value("h")).isEqualTo(1.5);
    assertThat(meter.names()).containsExactly("c", "g", "h");
    assertThat(meter.labelNames("c")).containsExactly("reason", "tenant");
  }

  @Test
  void aMeterIsStrict() {
    FakeMeter meter = new FakeMeter();
    meter.counter("c", "help", "reason");
    assertThatThrownBy(() -> meter.gauge("c", "help", "reason"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> meter.counter("c", "help"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> meter.counter("c", "help", "reason").increment())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> meter.counter("c", "help", "reason").add(-1, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> meter.histogram("h", "help", new double[] {2, 1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> meter.value("unknown")).isInstanceOf(AssertionError.class);
    assertThat(meter.total("unknown")).isZero();
  }

  @Test
  void aClockMovesOnlyWhenTold() {
    FakeClock clock = new FakeClock();
    assertThat(clock.instant()).isEqualTo(FakeClock.START).isEqualTo(clock.instant());
    clock.advance(Duration.ofSeconds(2));
    assertThat(clock.millis()).isEqualTo(FakeClock.START.toEpochMilli() + 2000);
    assertThat(clock.unixNanos()).isEqualTo(clock.millis() * 1_000_000);
    assertThat(clock.nanoTime()).isEqualTo(2_000_000_000L);
    clock.setWallClock(FakeClock.START);
    assertThat(clock.instant()).isEqualTo(FakeClock.START);
    assertThat(clock.nanoTime()).isEqualTo(2_000_000_000L);
  }

  @Test
  void settingsRunTasksAndLeaveNoThread() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    TestSettings settings = new TestSettings("otlp/two");
    CompletableFuture<String> thread = new CompletableFuture<>();
    settings.settings().workers().execute(() -> thread.complete(Thread.currentThread().getName()));
    assertThat(Await.result(thread)).startsWith(TestSettings.THREAD_PREFIX);
    ScheduledFuture<String> timer =
        settings.settings().scheduler().schedule(() -> "due", 1, TimeUnit.NANOSECONDS);
    assertThat(timer.get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("due");
    settings.settings().logger().log(System.Logger.Level.INFO, "{0} of {1}", 1, 2);
    assertThat(settings.logger().messages(System.Logger.Level.INFO)).containsExactly("1 of 2");
    Page page = new Page("/x", "X", request -> PageResponse.text(200, "x"));
    settings.settings().pages().add(page);
    assertThatThrownBy(() -> settings.settings().pages().add(page))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(settings.pages()).containsExactly(page);
    settings.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(each -> !before.contains(each))
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith(TestSettings.THREAD_PREFIX));
  }

  @Test
  void aHostKeepsReportsAndOffersExtensions() {
    TestHost host = new TestHost().with("phlare", "an extension");
    assertThat(host.lastReport()).isEqualTo(StatusReport.ok());
    host.report(StatusReport.recoverable("no ring"));
    host.awaitStatus(ComponentStatus.RECOVERABLE_ERROR);
    assertThat(host.reports()).hasSize(1);
    assertThat(host.extension(ComponentId.parse("phlare"), CharSequence.class))
        .contains("an extension");
    assertThat(host.shutdownDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(host.shutdownDeadlineNanos(5).shutdownDeadlineNanos()).isEqualTo(5);
  }
}
