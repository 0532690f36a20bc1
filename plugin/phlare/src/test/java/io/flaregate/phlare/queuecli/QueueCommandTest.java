package io.flaregate.phlare.queuecli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.exporter.PhlareExporterFactory;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.FakeCommandHost;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueCommandTest {
  @TempDir private Path temp;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private final FakeCommandHost host = new FakeCommandHost();

  private int run(String... args) throws InterruptedException {
    out.reset();
    err.reset();
    return new QueueCommand()
        .run(
            List.of(args),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            host);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String wal() {
    return temp.resolve("wal").toString();
  }

  /** Has a gateway write series that an ingester answers so, looks, and stops the gateway. */
  private void gateway(FakeIngester ingester, int series, double dead, Look look) throws Exception {
    try (TestSettings settings = new TestSettings("phlare")) {
      ConfigDraft draft =
          new ConfigDraft()
              .ring(1, List.of(ingester.address()))
              .durable(temp.resolve("wal"), Duration.ofSeconds(1));
      Exporter exporter = new PhlareExporterFactory().create(settings.settings(), draft.build());
      exporter.start(new TestHost());
      ConsumeResult result =
          Await.result(
              exporter
                  .consume(TestProfiles.services(series), RequestContext.of("team-a", 1))
                  .toCompletableFuture());
      assertThat(result).isEqualTo(ConsumeResult.stored(series));
      Await.until(
          "dead letters",
          () -> settings.meter().value("flaregate_wal_dead_records", "phlare") == dead);
      look.look();
      exporter.shutdown();
    }
  }

  private interface Look {
    void look() throws Exception;
  }

  private String firstId() throws InterruptedException {
    assertThat(run("list", "--directory", wal())).isZero();
    return out().substring(0, out().indexOf(' '));
  }

  @Test
  void listsAndShowsBesideARunningGatewayAndDrainsAfterIt() throws Exception {
    try (FakeIngester ingester = FakeIngester.start().answer(Status.UNAVAILABLE)) {
      gateway(
          ingester,
          3,
          0,
          () -> {
            assertThat(run("list", "--directory", wal())).isZero();
            assertThat(out()).contains("team-a", "service_name=\"", "3 series wait, ");
            assertThat(run("drain", "--directory", wal(), "--static", "a=" + ingester.address()))
                .isEqualTo(1);
            assertThat(err()).contains("is in use by process " + ProcessHandle.current().pid());
          });
      assertThat(run("list", "--directory", wal(), "--format", "json", "--limit", "2")).isZero();
      assertThat(out().lines()).hasSize(2).allMatch(line -> line.contains("\"tenant\":\"team-a\""));
      assertThat(err()).contains("1 more are not shown (--limit)");
      assertThat(run("list", "--directory", wal(), "--tenant", "other")).isZero();
      assertThat(out()).isEqualTo("0 series wait, 0 bytes\n");

      Path pprof = temp.resolve("one.pb.gz");
      assertThat(run("show", firstId(), "--directory", wal(), "--output", pprof.toString()))
          .isZero();
      assertThat(out()).contains("tenant    team-a", "labels    {__name__=\"");
      assertThat(Files.size(pprof)).isPositive();
      assertThat(run("show", "999999", "--directory", wal())).isEqualTo(1);
      assertThat(err()).contains("no series 999999 waits");

      ingester.answer(Status.OK);
      int before = ingester.series().size();
      assertThat(run("drain", "--directory", wal(), "--static", "a=" + ingester.address()))
          .as(err())
          .isZero();
      assertThat(out()).contains("0 series are left, 0 dead letters");
      assertThat(ingester.series().size() - before).isEqualTo(3);
      assertThat(run("list", "--directory", wal())).isZero();
      assertThat(out()).isEqualTo("0 series wait, 0 bytes\n");
    }
  }

  @Test
  void deadLettersAreListedTriedAgainAndDropped() throws Exception {
    Status refusal = Status.INVALID_ARGUMENT.withDescription("no such thing");
    try (FakeIngester ingester = FakeIngester.start().answer(refusal)) {
      gateway(ingester, 2, 2, () -> {});
      assertThat(run("list", "--dead", "--directory", wal())).isZero();
      assertThat(out()).contains("refused_by_ingesters", "no such thing", "2 dead letters, ");
      assertThat(
              run("drain", "--dead", "--directory", wal(), "--static", "a=" + ingester.address()))
          .isZero();
      assertThat(out()).contains("0 series are left, 2 dead letters");
      assertThat(run("list", "--dead", "--directory", wal())).isZero();
      String id = out().substring(0, out().indexOf(' '));
      assertThat(run("drop", id, "--dead", "--directory", wal())).isZero();
      assertThat(out()).isEqualTo("1 dropped\n");
      assertThat(run("drop", "--all", "--dead", "--directory", wal())).isZero();
      assertThat(out()).isEqualTo("1 dropped\n");
      assertThat(run("list", "--dead", "--directory", wal())).isZero();
      assertThat(out()).isEqualTo("0 dead letters, 0 bytes\n");
    }
  }

  @Test
  void aConfigurationNamesTheLogAndWhereItGoes() throws Exception {
    String file = Files.createFile(temp.resolve("gateway.yaml")).toString();
    try (FakeIngester ingester = FakeIngester.start().answer(Status.UNAVAILABLE)) {
      gateway(ingester, 3, 0, () -> {});
      ConfigDraft draft =
          new ConfigDraft()
              .ring(1, List.of(ingester.address()))
              .header("x-of-config", "yes")
              .durable(temp.resolve("wal"), Duration.ofSeconds(1));
      host.exporter("phlare", draft.build());
      assertThat(run("list", "--config", file)).isZero();
      assertThat(out()).contains("3 series wait, ");
      String first = out().substring(0, out().indexOf(' '));
      assertThat(run("show", first, "--config", file)).isZero();
      assertThat(run("drop", first, "--config", file)).isZero();

      ingester.answer(Status.OK);
      assertThat(run("drain", "--config", file)).as(err()).isZero();
      assertThat(out()).contains("0 series are left, 0 dead letters");
      Metadata.Key<String> header =
          Metadata.Key.of("x-of-config", Metadata.ASCII_STRING_MARSHALLER);
      assertThat(ingester.pushes())
          .filteredOn(push -> "yes".equals(push.metadata().get(header)))
          .flatExtracting(FakeIngester.Push::series)
          .as("what was not dropped, delivered with the configured header")
          .hasSize(2);
    }
  }

  @Test
  void theRingOfAConfigurationMayBeTheExtensions() throws Exception {
    String file = Files.createFile(temp.resolve("gateway.yaml")).toString();
    try (FakeIngester ingester = FakeIngester.start().answer(Status.UNAVAILABLE)) {
      gateway(ingester, 2, 0, () -> {});
      ConfigDraft draft =
          new ConfigDraft()
              .ring(1, List.of(ingester.address()))
              .durable(temp.resolve("wal"), Duration.ofSeconds(1));
      PhlareRingConfig ring = draft.build().ring();
      host.exporter("phlare", draft.ring((PhlareRingConfig) null).build());
      assertThat(run("drain", "--config", file)).isEqualTo(1);
      assertThat(err()).contains("exporter phlare has neither ring nor endpoint");

      host.extension(requireNonNull(ring));
      ingester.answer(Status.OK);
      assertThat(run("drain", "--config", file)).as(err()).isZero();
      assertThat(ingester.series()).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void aConfigurationThatDoesNotSayWhichLogIsToldSo() throws Exception {
    String file = Files.createFile(temp.resolve("gateway.yaml")).toString();
    assertThat(run("list", "--config", file)).isEqualTo(1);
    assertThat(err()).contains("gateway.yaml has no exporter of type phlare");
    host.exporter("phlare", PhlareExporterConfig.defaults());
    assertThat(run("list", "--config", file)).isEqualTo(1);
    assertThat(err()).contains("exporter phlare has no wal.directory; give --directory");
    host.exporter("phlare/two", PhlareExporterConfig.defaults());
    assertThat(run("list", "--config", file)).isEqualTo(2);
    assertThat(err()).contains("name one with --exporter: [phlare, phlare/two]");
  }

  @Test
  void wrongCallsAreToldSo() throws Exception {
    assertThat(run()).isEqualTo(2);
    assertThat(run("list")).isEqualTo(2);
    assertThat(err()).contains("either --directory or --config is needed");
    assertThat(run("list", "--directory", temp.resolve("absent").toString())).isEqualTo(1);
    assertThat(err()).contains("is no directory");
    assertThat(run("list", "--directory", temp.toString())).isEqualTo(1);
    assertThat(err()).contains("holds no write-ahead log");
    assertThat(run("drop", "--directory", temp.toString())).isEqualTo(2);
    Path log = Files.createDirectory(temp.resolve("log"));
    Files.createFile(log.resolve("journal"));
    assertThat(run("drain", "--directory", log.toString())).isEqualTo(2);
    assertThat(err()).contains("either --config, --endpoint or --static is needed");
    assertThat(
            run(
                "drain",
                "--directory",
                log.toString(),
                "--endpoint",
                "http://x",
                "--static",
                "a=b:1"))
        .isEqualTo(2);
    assertThat(err()).contains("--endpoint and --static exclude each other");
    assertThat(
            run(
                "drain",
                "--directory",
                log.toString(),
                "--endpoint",
                "http://x",
                "--replication-factor",
                "3"))
        .isEqualTo(2);
    assertThat(err()).contains("--replication-factor needs --static");
    assertThat(run("list", "--exporter", "phlare", "--directory", log.toString())).isEqualTo(2);
    assertThat(err()).contains("--exporter needs --config");
    assertThat(run("drop", "--all", "--directory", temp.toString())).isEqualTo(2);
    assertThat(err()).contains("either some ID or --dead --all is needed");
  }

  @Test
  void helpNamesTheCommands() throws InterruptedException, IOException {
    assertThat(run("--help")).isZero();
    assertThat(out()).contains("list", "show", "drain", "drop");
  }
}
