package io.flaregate.phlare.exporter;

import static io.flaregate.phlare.exporter.ExporterRig.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.PoolConfig;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.Certificates;
import io.flaregate.transport.tls.TlsClientConfig;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
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

  private static void copy(Certificates from, Path certificate, Path key) throws IOException {
    Files.copy(from.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.key(), key, StandardCopyOption.REPLACE_EXISTING);
  }

  /** An ingester with the first certificate that asks clients for the one that it trusts. */
  private static FakeIngester mutual(Certificates trusted) {
    return FakeIngester.start(
        server -> {
          try {
            SslContextBuilder context =
                SslContextBuilder.forServer(
                        certificates.certificate().toFile(), certificates.key().toFile())
                    .trustManager(trusted.certificate().toFile())
                    .clientAuth(ClientAuth.REQUIRE);
            return ((NettyServerBuilder) server)
                .sslContext(GrpcSslContexts.configure(context, SslProvider.JDK).build());
          } catch (SSLException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void rotatedCertificateOfTheClientIsUsedWithoutARestart(@TempDir Path folder) throws Exception {
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    copy(certificates, certificate, key);
    TlsClientConfig tls =
        TlsClientConfig.ofCaFile(certificates.certificate().toString())
            .withCertificate(certificate.toString(), key.toString());
    try (FakeIngester ingester = mutual(others);
        ExporterRig rig = rotating(ingester, tls)) {
      assertThat(outcomes(rig.write(TestProfiles.services(1)))).containsOnly(Outcome.TRANSIENT);
      copy(others, certificate, key);
      Await.until(
          "the new certificate is used",
          () -> rig.write(TestProfiles.services(1)).count(Outcome.STORED) == 1);
      assertThat(rig.settings.logger().messages(System.Logger.Level.INFO))
          .contains("exporter phlare: tls: certificates, keys and authorities were read again");
    }
  }

  @Test
  void rotatedAuthorityIsTrustedWithoutARestart(@TempDir Path folder) throws Exception {
    Path authority = folder.resolve("ca.pem");
    Files.copy(others.certificate(), authority);
    TlsClientConfig tls = TlsClientConfig.ofCaFile(authority.toString());
    try (FakeIngester ingester = secured();
        ExporterRig rig = rotating(ingester, tls)) {
      assertThat(outcomes(rig.write(TestProfiles.services(1)))).containsOnly(Outcome.TRANSIENT);
      Files.writeString(authority, "not a certificate");
      Await.until(
          "the bad file was seen",
          () ->
              rig.settings.logger().messages(System.Logger.Level.WARNING).stream()
                  .anyMatch(text -> text.endsWith("; what was read before stays in use")));
      Files.copy(certificates.certificate(), authority, StandardCopyOption.REPLACE_EXISTING);
      Await.until(
          "the new authority is trusted",
          () -> rig.write(TestProfiles.services(1)).count(Outcome.STORED) == 1);
    }
  }

  @Test
  void expiredCertificateIsTransientAndToldOnce(@TempDir Path folder) throws Exception {
    Certificates expired = Certificates.expiredIn(folder);
    TlsClientConfig tls = TlsClientConfig.ofCaFile(expired.authority().toString());
    try (FakeIngester ingester =
            FakeIngester.start(
                server ->
                    server.useTransportSecurity(
                        expired.certificate().toFile(), expired.key().toFile()));
        ExporterRig rig = rotating(ingester, tls)) {
      for (int i = 0; i < 5; i++) {
        ConsumeResult result = rig.write(TestProfiles.services(1));
        assertThat(outcomes(result)).containsOnly(Outcome.TRANSIENT);
        assertThat(Answer.of(result).kind()).isEqualTo(Answer.Kind.UNAVAILABLE);
        assertThat(result.details().get(0).message()).contains("NotAfter: ");
      }
      assertThat(rig.settings.logger().messages(System.Logger.Level.WARNING))
          .singleElement()
          .asString()
          .contains("cannot be reached by TLS: ")
          .contains("NotAfter: ");
    }
  }

  private static ExporterRig rotating(FakeIngester ingester, TlsClientConfig tls) {
    return ExporterRig.of(
        new ConfigDraft()
            .ring(1, List.of(ingester.address()))
            .tls(tls)
            .pool(new PoolConfig(Duration.ofMillis(1), false, Duration.ofSeconds(5))));
  }
}
