package io.flaregate.phlare.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Detail;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A series that no ingester can take, among those that all of them take. */
class PoisonExportTest {
  private static final Status BAD_PPROF = Status.UNKNOWN.withDescription("invalid pprof");

  private static Profiles services(List<String> names) {
    TestProfiles profiles = new TestProfiles();
    names.forEach(name -> profiles.cpu(name).sample("f", 1));
    return profiles.build();
  }

  private static void poison(FakeIngester ingester, Status status) {
    ingester.refuse(
        series -> series.labels().getOrDefault("service_name", "").startsWith("poison"), status);
  }

  @Test
  void onePoisonSeriesAmong256IsRejectedAndTheOthersAreStored() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      rig.ingesters.forEach(ingester -> poison(ingester, BAD_PPROF));
      TestProfiles profiles = new TestProfiles();
      for (int i = 0; i < 256; i++) {
        profiles.cpu(i == 100 ? "poison" : "s" + i).sample("f", 1);
      }
      ConsumeResult result = rig.write(profiles.build());
      assertThat(result.count(Outcome.STORED)).isEqualTo(255);
      assertThat(result.outcome(100)).isEqualTo(Outcome.REJECTED);
      Detail detail = result.details().get(0);
      assertThat(detail.reason()).isEqualTo(Reason.REFUSED_BY_INGESTERS);
      assertThat(detail.message()).endsWith(" answered unknown: invalid pprof");
      assertThat(Answer.of(result).kind()).isEqualTo(Answer.Kind.PARTIAL);
      rig.awaitNothingInFlight();
      assertThat(rig.meter().value("flaregate_quorum_failures_total", "refused_by_ingesters"))
          .isEqualTo(1);
    }
  }

  @Test
  void twoPoisonSeriesOfThreeAreRejected() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      rig.ingesters.forEach(ingester -> poison(ingester, Status.INTERNAL));
      ConsumeResult result = rig.write(services(List.of("poison-1", "good", "poison-2")));
      assertThat(ExporterRig.outcomes(result))
          .containsExactly(Outcome.REJECTED, Outcome.STORED, Outcome.REJECTED);
      rig.awaitNothingInFlight();
    }
  }

  @Test
  void poisonThatComesAloneIsRejectedWhenItIsTriedAgainAfterOthersWereStored() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      rig.ingesters.forEach(ingester -> poison(ingester, BAD_PPROF));
      Profiles alone = services(List.of("poison"));
      ConsumeResult first = rig.write(alone);
      assertThat(first.outcome(0)).isEqualTo(Outcome.TRANSIENT);
      assertThat(first.retryDelay()).isEqualTo(Outcomes.RETRY_DELAY);
      rig.awaitNothingInFlight();
      assertThat(rig.write(services(List.of("good"))).outcome(0)).isEqualTo(Outcome.STORED);
      rig.awaitNothingInFlight();
      assertThat(rig.write(alone).outcome(0)).isEqualTo(Outcome.REJECTED);
    }
  }
}
