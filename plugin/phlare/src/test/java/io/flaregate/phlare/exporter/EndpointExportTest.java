package io.flaregate.phlare.exporter;

import static io.flaregate.phlare.exporter.ExporterRig.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.FakeDistributor;
import io.flaregate.phlare.testing.PushedSeries;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.component.StatusReport;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pushing to a remote distributor. */
class EndpointExportTest {
  private static ExporterRig rig(FakeDistributor distributor) {
    return ExporterRig.of(
        new ConfigDraft().endpoint(distributor.url()).header("Authorization", "Bearer s3cret"));
  }

  private static ConsumeResult answer(int status, String body, String... headers) {
    try (FakeDistributor distributor = new FakeDistributor();
        ExporterRig rig = rig(distributor)) {
      distributor.answer(status, body, headers);
      return rig.write(TestProfiles.services(1));
    }
  }

  @Test
  void wholeRequestGoesOutAsOneConnectCall() {
    try (FakeDistributor distributor = new FakeDistributor();
        ExporterRig rig = rig(distributor)) {
      assertThat(rig.write(TestProfiles.services(20))).isEqualTo(ConsumeResult.stored(20));
      assertThat(distributor.requests()).hasSize(1);
      FakeDistributor.Request request = distributor.requests().get(0);
      assertThat(request.path()).isEqualTo("/base/push.v1.PusherService/Push");
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.header("Content-Type")).isEqualTo("application/proto");
      assertThat(request.header("Connect-Protocol-Version")).isEqualTo("1");
      assertThat(request.header("X-Scope-OrgID")).isEqualTo(ExporterRig.TENANT);
      assertThat(request.header("Authorization")).isEqualTo("Bearer s3cret");
      assertThat(request.header("Content-Length")).isEqualTo(Integer.toString(request.bytes()));
      assertThat(request.series())
          .extracting(PushedSeries::service)
          .doesNotHaveDuplicates()
          .hasSize(20);
      assertThat(rig.host.lastReport()).isEqualTo(StatusReport.ok());
      assertThat(rig.meter().value("flaregate_push_requests_total", distributor.url(), "ok"))
          .isEqualTo(1);
    }
  }

  @Test
  void requestBeyondPushMaxBytesIsSplitAsTowardsIngesters() {
    try (FakeDistributor distributor = new FakeDistributor();
        ExporterRig rig =
            ExporterRig.of(new ConfigDraft().endpoint(distributor.url()).pushMaxBytes(1024))) {
      TestProfiles profiles = new TestProfiles();
      for (int i = 0; i < 10; i++) {
        profiles.cpu("s" + i).sample("f".repeat(2000), 1);
      }
      assertThat(rig.write(profiles.build())).isEqualTo(ConsumeResult.stored(10));
      assertThat(distributor.requests()).hasSize(10);
    }
  }

  @Test
  void whatTheDistributorRefusesIsRejectedInItsOwnWords() {
    ConsumeResult result =
        answer(400, "{\"code\":\"invalid_argument\",\"message\":\"label name \\\"a-b\\\"\"}");
    assertThat(outcomes(result)).containsOnly(Outcome.REJECTED);
    assertThat(result.details().get(0).reason()).isEqualTo(Reason.REFUSED_BY_INGESTERS);
    assertThat(result.details().get(0).message())
        .endsWith("/base/ answered 400: label name \"a-b\"");
  }

  @Test
  void badRequestThatIsNotADistributorsMayBeTriedAgain() {
    ConsumeResult result = answer(400, "Client sent an HTTP request to an HTTPS server.");
    assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
    assertThat(result.details().get(0).message()).endsWith("to an HTTPS server.");
  }

  @Test
  void requestThatIsTooLargeIsRejected() {
    assertThat(outcomes(answer(413, ""))).containsOnly(Outcome.REJECTED);
  }

  @Test
  void rateLimitIsPassedOnWithItsDelay() {
    ConsumeResult told =
        answer(429, "{\"code\":\"resource_exhausted\",\"message\":\"rate\"}", "Retry-After", "7");
    assertThat(outcomes(told)).containsOnly(Outcome.LIMITED);
    assertThat(told.retryDelay()).isEqualTo(Duration.ofSeconds(7));
    assertThat(answer(429, "").retryDelay()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void answersThatAnOperatorMustHealMayBeTriedAgain() {
    for (int status : new int[] {401, 403, 404, 415, 301, 500, 501, 502, 503, 504}) {
      ConsumeResult result = answer(status, "no");
      assertThat(outcomes(result)).as("status %d", status).containsOnly(Outcome.TRANSIENT);
      assertThat(result.details().get(0).message()).endsWith("answered " + status + ": no");
      assertThat(result.retryDelay()).isPositive();
    }
  }

  @Test
  void unavailableDistributorsDelayIsPassedOn() {
    assertThat(answer(503, "", "Retry-After", "12").retryDelay()).isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void endlessAnswerIsCutAndDecidesNothing() {
    ConsumeResult result = answer(500, "x".repeat(10 << 20));
    assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
    assertThat(result.details().get(0).message()).hasSizeLessThan(600);
  }

  @Test
  void distributorThatDoesNotAnswerIsTransientAfterTheTimeout() {
    try (FakeDistributor distributor = new FakeDistributor().hold();
        ExporterRig rig =
            ExporterRig.of(
                new ConfigDraft().endpoint(distributor.url()).timeouts(Duration.ofMillis(300)))) {
      ConsumeResult result = rig.write(TestProfiles.services(1));
      assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
      assertThat(result.details().get(0).message())
          .startsWith(distributor.url())
          .containsAnyOf("did not answer in time (timeout)", "took too long (timeout: 300ms)");
      rig.awaitNothingInFlight();
    }
  }

  @Test
  void distributorThatIsNotThereIsTransient() {
    FakeDistributor distributor = new FakeDistributor();
    distributor.close();
    try (ExporterRig rig = rig(distributor)) {
      ConsumeResult result = rig.write(TestProfiles.services(1));
      assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
      assertThat(result.details().get(0).message())
          .startsWith(distributor.url() + " cannot be reached: ");
    }
  }
}
