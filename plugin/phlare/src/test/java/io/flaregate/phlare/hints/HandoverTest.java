package io.flaregate.phlare.hints;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.push.PushAnswer;
import io.flaregate.phlare.push.PushTarget;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.PushedSeries;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.StaticTokens;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What waits for an ingester, and how it gets there. */
class HandoverTest {

  private static Predicate<PushedSeries> of(String service) {
    return series -> series.service().equals(service);
  }

  @Test
  void hintsGoToTheIngesterOldestProfileFirstAfterAProbeOfOne() {
    try (HintsRig rig = new HintsRig();
        FakeIngester ingester = FakeIngester.start()) {
      for (int i = 0; i < 20; i++) {
        rig.miss("i1", "s" + (i < 10 ? i + 10 : i - 10), i < 10 ? 50 - i : 100 - i);
      }
      rig.join("i1", ingester);
      rig.awaitHandedOver("i1", 20);
      assertThat(HintsRig.services(ingester))
          .containsExactly(
              "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12",
              "s13", "s14", "s15", "s16", "s17", "s18", "s19");
      assertThat(ingester.pushes().get(0).series()).hasSize(1);
      assertThat(ingester.pushes()).hasSize(2);
      assertThat(ingester.pushes()).allMatch(push -> HintsRig.TENANT.equals(push.tenant()));
      assertThat(rig.meter().value("flaregate_hints_queued", "phlare", "i1")).isZero();
      assertThat(rig.meter().value("flaregate_hints_bytes", "phlare", "i1")).isZero();
      assertThat(rig.meter().value("flaregate_hints_oldest_seconds", "phlare", "i1")).isZero();
    }
  }

  @Test
  void hintsWaitWhileTheIngesterIsAwayAndFollowItToItsNewAddress() {
    try (HintsRig rig = new HintsRig();
        FakeIngester other = FakeIngester.start();
        FakeIngester before = FakeIngester.start();
        FakeIngester after = FakeIngester.start()) {
      rig.join("i0", other);
      rig.join("i1", before);
      before.kill();
      rig.miss("i1", "s", 60);
      Await.until(
          "a push has failed", () -> rig.meter().total("flaregate_hints_pushes_total") >= 2);
      assertThat(rig.meter().value("flaregate_hints_queued", "phlare", "i1")).isEqualTo(1);
      assertThat(rig.meter().value("flaregate_hints_oldest_seconds", "phlare", "i1")).isEqualTo(60);
      rig.ring.leave("i1");
      rig.join("i1", after);
      rig.awaitHandedOver("i1", 1);
      assertThat(HintsRig.services(after)).containsExactly("s");
      assertThat(other.pushes()).isEmpty();
    }
  }

  @Test
  void ingesterThatIsNotActiveIsNotPushedTo() {
    try (HintsRig rig = new HintsRig();
        FakeIngester ingester = FakeIngester.start();
        FakeIngester active = FakeIngester.start()) {
      rig.join("i1", ingester);
      rig.ring.state("i1", InstanceState.LEAVING);
      rig.join("i2", active);
      rig.miss("i1", "s", 1);
      rig.miss("i2", "s", 1);
      rig.awaitHandedOver("i2", 1);
      assertThat(ingester.pushes()).isEmpty();
      rig.ring.state("i1", InstanceState.ACTIVE);
      rig.awaitHandedOver("i1", 1);
    }
  }

  @Test
  void seriesThatTheIngesterFailsAtIsDroppedAndTheOthersArrive() {
    try (HintsRig rig = new HintsRig();
        FakeIngester ingester = FakeIngester.start().refuse(of("poison"), Status.UNKNOWN)) {
      for (int i = 0; i < 40; i++) {
        rig.miss("i1", i == 17 ? "poison" : "s" + i, 100 - i);
      }
      rig.join("i1", ingester);
      rig.awaitHandedOver("i1", 39);
      Await.until("the poison was tried again", () -> alone(ingester, "poison") >= 2);
      rig.miss("i1", "later", 1);
      rig.awaitHandedOver("i1", 40);
      rig.awaitDropped(DropReason.POISON, 1);
      assertThat(rig.meter().value("flaregate_hints_queued", "phlare", "i1")).isZero();
      assertThat(alone(ingester, "poison")).isGreaterThanOrEqualTo(HandoverLimits.MAX_REFUSALS);
    }
  }

  private static long alone(FakeIngester ingester, String service) {
    return ingester.pushes().stream()
        .filter(push -> push.series().size() == 1)
        .filter(push -> push.series().get(0).service().equals(service))
        .count();
  }

  @Test
  void refusalsOfTheClientFamilyAreDroppedByReasonAndTheOthersArrive() {
    for (DropReason reason : new DropReason[] {DropReason.REJECTED, DropReason.LIMITED}) {
      boolean limited = reason == DropReason.LIMITED;
      Status status = limited ? Status.RESOURCE_EXHAUSTED : Status.INVALID_ARGUMENT;
      try (HintsRig rig = new HintsRig();
          FakeIngester ingester = FakeIngester.start().refuse(of("bad"), status)) {
        for (int i = 0; i < 9; i++) {
          rig.miss("i1", i == 0 || i == 8 ? "bad" : "s" + i, 100 - i);
        }
        rig.join("i1", ingester);
        rig.awaitDropped(reason, 2);
        rig.awaitHandedOver("i1", 7);
      }
    }
  }

  @Test
  void ingesterThatFailsAtEverythingLosesNoHint() {
    try (HintsRig rig = new HintsRig();
        FakeIngester ingester = FakeIngester.start().answer(Status.INTERNAL)) {
      for (int i = 0; i < 10; i++) {
        rig.miss("i1", "s" + i, 100 - i);
      }
      rig.join("i1", ingester);
      ingester.awaitPushes(12);
      ingester.answer(Status.OK);
      rig.awaitHandedOver("i1", 10);
      assertThat(rig.meter().total("flaregate_hints_dropped_total")).isZero();
    }
  }

  @Test
  void oneDeadIngesterKeepsNoOtherFromItsHints() {
    try (HintsRig rig = new HintsRig();
        FakeIngester held = FakeIngester.start().hold();
        FakeIngester alive = FakeIngester.start()) {
      rig.join("held", held);
      rig.join("alive", alive);
      rig.miss("held", "s", 1);
      held.awaitPushes(1);
      for (int i = 0; i < 5; i++) {
        rig.miss("alive", "s" + i, 9 - i);
        rig.miss("held", "t" + i, 9 - i);
      }
      rig.awaitHandedOver("alive", 5);
      assertThat(held.pushes()).hasSize(1);
      held.release();
      rig.awaitHandedOver("held", 6);
    }
  }

  @Test
  void hintsOfAnIngesterThatLeftTheRingAreDroppedAfterTheGrace() {
    try (HintsRig rig = new HintsRig(HintsRig.config(), HintsRig.withGrace(Duration.ZERO));
        FakeIngester other = FakeIngester.start()) {
      rig.miss("i1", "s", 1);
      // As long as the ring is empty nobody has left it.
      rig.join("i2", other);
      rig.awaitDropped(DropReason.LEFT_RING, 1);
    }
  }

  @Test
  void ingesterThatComesBackWithinTheGraceGetsItsHints() {
    try (HintsRig rig = new HintsRig();
        FakeIngester other = FakeIngester.start();
        FakeIngester ingester = FakeIngester.start()) {
      rig.join("i1", ingester);
      rig.join("i2", other);
      rig.ring.leave("i1");
      rig.miss("i1", "s", 1);
      rig.miss("i2", "s", 1);
      rig.awaitHandedOver("i2", 1);
      rig.join("i1", ingester);
      rig.awaitHandedOver("i1", 1);
      assertThat(rig.meter().total("flaregate_hints_dropped_total")).isZero();
    }
  }

  @Test
  void cumulativeAndOldSeriesAreNotKept() {
    try (HintsRig rig = new HintsRig()) {
      rig.hints.missed("t", "i1", rig.series("s", Duration.ofSeconds(1), 10, true));
      assertThat(rig.dropped(DropReason.CUMULATIVE)).isEqualTo(1);
      rig.miss("i1", "s", 3601);
      assertThat(rig.dropped(DropReason.TOO_OLD)).isEqualTo(1);
      rig.miss("i1", "s", 3599);
      assertThat(rig.hints.queues().count()).isEqualTo(1);
      rig.clock.advance(Duration.ofSeconds(2));
      rig.awaitDropped(DropReason.TOO_OLD, 2);
      // A time to come does not make it younger than it is.
      rig.miss("i1", "s", -9999);
      rig.clock.advance(Duration.ofSeconds(3601));
      rig.awaitDropped(DropReason.TOO_OLD, 3);
    }
  }

  @Test
  void hintSharesTheBytesOfTheSeries() throws Exception {
    try (HintsRig rig = new HintsRig()) {
      var series = rig.series("s", Duration.ZERO);
      rig.hints.missed("t", "i1", series);
      assertThat(rig.hints.queues().take("i1", 1000, 1).get(0).body().load()).isSameAs(series);
      assertThat(rig.hints.queues().bytes()).isEqualTo(series.wireBytes() + Hint.OVERHEAD_BYTES);
    }
  }

  @Test
  void shutdownLosesWhatIsInMemoryCountsItAndSaysSoOnce() {
    try (HintsRig rig = new HintsRig()) {
      rig.miss("i1", "s", 1);
      rig.miss("i2", "s", 1);
      rig.miss("i2", "t", 1);
      long bytes = rig.hints.queues().bytes();
      rig.closeHints();
      assertThat(rig.dropped(DropReason.SHUTDOWN)).isEqualTo(3);
      assertThat(rig.settings.logger().messages(System.Logger.Level.WARNING))
          .containsExactly(
              "exporter phlare stops and loses 3 hints ("
                  + String.format("%,d", bytes)
                  + " bytes) for i1, i2, which were in memory (hints::directory would keep them)");
      rig.miss("i1", "s", 1);
      assertThat(rig.dropped(DropReason.SHUTDOWN)).isEqualTo(4);
    }
  }

  @Test
  void shutdownWaitsForThePushUnderWayAndBeginsNoOther() {
    try (HintsRig rig = new HintsRig();
        FakeIngester ingester = FakeIngester.start().hold()) {
      rig.join("i1", ingester);
      rig.miss("i1", "s", 2);
      rig.miss("i1", "t", 1);
      ingester.awaitPushes(1);
      rig.hints.stop();
      CompletableFuture<Void> closing = CompletableFuture.runAsync(rig::closeHints);
      ingester.release();
      Await.result(closing);
      assertThat(ingester.pushes()).hasSize(1);
      assertThat(rig.handedOver("i1")).isEqualTo(1);
      assertThat(rig.dropped(DropReason.SHUTDOWN)).isEqualTo(1);
    }
  }

  @Test
  void shutdownEndsAtItsDeadlineAlthoughAPushHangs() {
    try (HintsRig rig = new HintsRig();
        FakeIngester ingester = FakeIngester.start().hold()) {
      rig.join("i1", ingester);
      rig.miss("i1", "s", 2);
      ingester.awaitPushes(1);
      rig.hints.close(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1));
      assertThat(rig.dropped(DropReason.SHUTDOWN)).isEqualTo(1);
      ingester.release();
    }
  }

  @Test
  void onePushAtATimeIsUnderWay() throws Exception {
    AtomicInteger active = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (TestSettings settings = new TestSettings("phlare")) {
      Executor callbacks = settings.settings().callbacks();
      PushTarget slow =
          (tenant, message, timeoutNanos) -> {
            most.accumulateAndGet(active.incrementAndGet(), Math::max);
            return CompletableFuture.supplyAsync(
                () -> {
                  active.decrementAndGet();
                  return PushAnswer.stored();
                },
                callbacks);
          };
      HintTargets targets =
          new HintTargets() {
            @Override
            public Presence presence(String ingester) {
              return Presence.HEALTHY;
            }

            @Override
            public @Nullable PushTarget target(String ingester) {
              return slow;
            }
          };
      HandoverLimits limits =
          new HandoverLimits(
              150,
              Duration.ofSeconds(9),
              1 << 30,
              Duration.ofMillis(1),
              Duration.ofMillis(1),
              Duration.ofMillis(1),
              Duration.ofMinutes(1));
      Hints hints = Hints.open(settings.settings(), HintsRig.config(), limits, targets);
      try (HintsRig rig = new HintsRig()) {
        rig.clock.setWallClock(settings.settings().clock().instant());
        for (int i = 0; i < 200; i++) {
          hints.missed("t", "i1", rig.series("s" + i, Duration.ofSeconds(1)));
        }
      }
      Await.until("all are handed over", () -> hints.metrics().handedOver() == 200);
      assertThat(most).hasValue(1);
      hints.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
    }
  }

  @Test
  void instanceWithoutAReadableAddressIsTriedAgain() {
    try (HintsRig rig = new HintsRig();
        FakeIngester ingester = FakeIngester.start()) {
      rig.ring.join(Instance.active("i1", "nowhere", "", StaticTokens.derive("i1")));
      rig.miss("i1", "s", 1);
      Await.until(
          "a push has failed", () -> rig.meter().total("flaregate_hints_pushes_total") >= 1);
      rig.ring.leave("i1");
      rig.join("i1", ingester);
      rig.awaitHandedOver("i1", 1);
    }
  }
}
