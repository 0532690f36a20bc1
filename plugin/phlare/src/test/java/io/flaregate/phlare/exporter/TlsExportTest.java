package io.flaregate.phlare.exporter;

import static io.flaregate.phlare.exporter.ExporterRig.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.testing.Certificates;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.transport.tls.TlsClientConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ingesters behind TLS. */
class TlsExportTest {
  private static Certificates certificates;
  private static Certificates others;

  @BeforeAll
  static void makeCertificates(@TempDir Path one, @TempDir Path other) throws Exception {
    certificates = Certificates.in(one);
    others = Certificates.in(other);
  }

  private static FakeIngester secured() {
    return FakeIngester.start(
        server ->
            server.useTransportSecurity(
                certificates.certificate().toFile(), certificates.key().toFile()));
  }

  private static ConsumeResult write(FakeIngester ingester, @Nullable TlsClientConfig tls) {
    ConfigDraft draft = new ConfigDraft().ring(1, List.of(ingester.address())).tls(tls);
    try (ExporterRig rig = ExporterRig.of(draft)) {
      return rig.write(TestProfiles.services(1));
    }
  }

  @Test
  void ingesterWhoseAuthorityIsTrustedIsWrittenTo() {
    try (FakeIngester ingester = secured()) {
      TlsClientConfig tls = TlsClientConfig.ofCaFile(certificates.certificate().toString());
      assertThat(write(ingester, tls)).isEqualTo(ConsumeResult.stored(1));
      assertThat(ingester.pushes()).hasSize(1);
    }
  }

  @Test
  void ingesterWhoseAuthorityIsNotTrustedIsAFailedReplica() {
    try (FakeIngester ingester = secured()) {
      TlsClientConfig tls = TlsClientConfig.ofCaFile(others.certificate().toString());
      ConsumeResult result = write(ingester, tls);
      assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
      assertThat(result.details().get(0).message()).contains("answered unavailable");
      assertThat(ingester.pushes()).isEmpty();
    }
  }

  @Test
  void plainTextTowardsATlsPortIsAFailedReplica() {
    try (FakeIngester ingester = secured()) {
      assertThat(outcomes(write(ingester, null))).containsOnly(Outcome.TRANSIENT);
    }
  }

  @Test
  void insecureMeansPlainText() {
    try (FakeIngester ingester = FakeIngester.start()) {
      assertThat(write(ingester, TlsClientConfig.plaintext())).isEqualTo(ConsumeResult.stored(1));
    }
  }
}
