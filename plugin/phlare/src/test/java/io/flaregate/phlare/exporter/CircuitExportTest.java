package io.flaregate.phlare.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.testing.Await;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Ingesters that take pushes and never answer, as one that was stopped does. */
class CircuitExportTest {
  private static final double CLOSED = 0;
  private static final double OPEN = 2;

  private static ExporterRig impatient() {
    return ExporterRig.ring(3, 3, draft -> draft.timeouts(Duration.ofMillis(300)));
  }

  private static double state(ExporterRig rig, int ingester) {
    return rig.meter().value("flaregate_ingester_circuit_state", "ingester-" + ingester);
  }

  private static double keptAway(ExporterRig rig, int ingester) {
    return rig.meter()
        .value("flaregate_push_requests_total", "ingester-" + ingester, "circuit_open");
  }

  /** Writes until something holds. */
  private static void writeUntil(ExporterRig rig, String what, BooleanSupplier holds) {
    Await.until(
        what,
        () -> {
          rig.write(TestProfiles.services(1));
          return holds.getAsBoolean();
        });
  }

  @Test
  void hungIngesterCostsNothingOnceItsCircuitIsOpen() {
    try (ExporterRig rig = impatient()) {
      rig.ingester(2).hold();
      writeUntil(rig, "pushes are kept away", () -> keptAway(rig, 2) > 0);
      assertThat(rig.settings.logger().messages(System.Logger.Level.WARNING))
          .singleElement()
          .asString()
          .startsWith("ingester ingester-2 (127.0.0.1:")
          .contains(" has answered nothing for 300 ms: pushes fail at once");
      for (int i = 0; i < 50; i++) {
        assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      }
      rig.awaitNothingInFlight();
      int seen = rig.ingester(2).pushes().size();
      rig.ingester(2).release();
      writeUntil(rig, "the circuit is closed", () -> state(rig, 2) == CLOSED);
      assertThat(rig.ingester(2).pushes().size()).isGreaterThan(seen);
      assertThat(rig.settings.logger().messages(System.Logger.Level.INFO))
          .anySatisfy(text -> assertThat(text).endsWith(" answers again (circuit closed)"));
      double written = rig.meter().value("flaregate_replicas_written_total", "ingester-2");
      rig.write(TestProfiles.services(1));
      rig.awaitNothingInFlight();
      assertThat(rig.meter().value("flaregate_replicas_written_total", "ingester-2"))
          .isGreaterThan(written);
    }
  }

  @Test
  void twoOpenCircuitsOfThreeAreToldAtOnceWithARetryDelay() {
    try (ExporterRig rig = impatient()) {
      rig.ingester(0).hold();
      rig.ingester(1).hold();
      ConsumeResult[] last = new ConsumeResult[1];
      Await.until(
          "both circuits keep a push away",
          () -> {
            double before = Math.min(keptAway(rig, 0), keptAway(rig, 1));
            last[0] = rig.write(TestProfiles.services(1));
            return Math.min(keptAway(rig, 0), keptAway(rig, 1)) > before
                && last[0].details().get(0).message().endsWith("(circuit open)");
          });
      assertThat(last[0].outcome(0)).isEqualTo(Outcome.TRANSIENT);
      assertThat(last[0].retryDelay()).isEqualTo(Duration.ofSeconds(1));
      assertThat(Answer.of(last[0]).kind()).isEqualTo(Answer.Kind.UNAVAILABLE);
      rig.ingester(0).release();
      rig.ingester(1).release();
      writeUntil(rig, "both are back", () -> state(rig, 0) == CLOSED && state(rig, 1) == CLOSED);
    }
  }

  @Test
  void pauseShorterThanThePushTimeoutOpensNothing() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      rig.ingester(1).hold();
      for (int i = 0; i < 20; i++) {
        assertThat(rig.write(TestProfiles.services(1))).isEqualTo(ConsumeResult.stored(1));
      }
      rig.ingester(1).awaitPushes(20);
      rig.ingester(1).release();
      rig.awaitNothingInFlight();
      assertThat(state(rig, 1)).isEqualTo(CLOSED);
      assertThat(keptAway(rig, 1)).isZero();
      assertThat(rig.meter().value("flaregate_replicas_written_total", "ingester-1")).isEqualTo(20);
    }
  }

  @Test
  void deadIngesterIsWrittenToAsSoonAsItIsBack() {
    try (ExporterRig rig = impatient()) {
      rig.ingester(0).hold();
      writeUntil(rig, "the circuit is open", () -> state(rig, 0) == OPEN);
      rig.ingester(0).release();
      Await.until(
          "it is written to",
          () -> {
            rig.write(TestProfiles.services(1));
            return rig.meter().value("flaregate_replicas_written_total", "ingester-0") > 0;
          });
    }
  }
}
