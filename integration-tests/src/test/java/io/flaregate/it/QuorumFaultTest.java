package io.flaregate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.ingester.client.IngesterClient;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway and three ingesters as processes of the built distribution, and SIGKILL. */
final class QuorumFaultTest {
  private static final int REQUESTS = 20;
  private static final String TENANT = "faults";

  @TempDir private Path directory;
  private final List<FlaregateProcess> ingesters = new ArrayList<>();
  private final List<String> targets = new ArrayList<>();
  private FlaregateProcess gateway;
  private OtlpClient client;
  private final List<Long> acknowledged = new ArrayList<>();
  private ExportProfilesServiceRequest recorded;

  @BeforeEach
  void start() throws IOException {
    for (int i = 1; i <= 3; i++) {
      ingesters.add(FlaregateProcess.run(directory, "ingester-" + i, ingesterConfig(i, 0)));
    }
    for (FlaregateProcess ingester : ingesters) {
      targets.add("127.0.0.1:" + ingester.awaitOutput("ingester\\.v1 on \\S*?:(\\d+)"));
    }
    gateway = FlaregateProcess.run(directory, "gateway", gatewayConfig());
    int grpc = Integer.parseInt(gateway.awaitOutput("OTLP over gRPC on \\S*?:(\\d+)"));
    int http = Integer.parseInt(gateway.awaitOutput("OTLP over HTTP on \\S*?:(\\d+)"));
    gateway.awaitOutput("is running");
    client =
        new OtlpClient(
            new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), grpc),
            new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), http));
    byte[] smallest =
        Corpus.bundled().files("otlp").stream()
            .map(CorpusFile::body)
            .min(Comparator.comparingInt(body -> body.length))
            .orElseThrow();
    recorded = ExportProfilesServiceRequest.parseFrom(smallest);
    // The first request of new processes may take longer than a push on a busy machine.
    Await.until("a first write", Duration.ofSeconds(60), () -> send(1).get(0).isSuccess());
  }

  @AfterEach
  void stop() {
    if (client != null) {
      client.close();
    }
    if (gateway != null) {
      gateway.close();
    }
    ingesters.forEach(FlaregateProcess::close);
  }

  private String ingesterConfig(int number, int port) throws IOException {
    Path own = Files.createDirectories(directory.resolve("data-" + number));
    return """
        extensions:
          ingester:
            directory: "%s"
            grpc: { endpoint: "127.0.0.1:%d" }
            http: { endpoint: "127.0.0.1:0" }
        service:
          extensions: [ingester]
          admin: { endpoint: "127.0.0.1:0" }
        """
        .formatted(own, port);
  }

  private String gatewayConfig() {
    StringBuilder instances = new StringBuilder();
    for (int i = 0; i < targets.size(); i++) {
      instances.append("        - { id: i%d, addr: \"%s\" }%n".formatted(i, targets.get(i)));
    }
    return """
        receivers:
          otlp:
            protocols:
              grpc: { endpoint: "127.0.0.1:0" }
              http: { endpoint: "127.0.0.1:0" }
            tenant: { multitenancy_enabled: true }
        processors:
          phlare:
            limits: { reject_older_than: 0s, ingestion_rate_mb: 0 }
        exporters:
          phlare:
            ring:
              replication_factor: 3
              static_instances:
        """
        + instances
        + """
        service:
          admin: { endpoint: "127.0.0.1:0" }
          pipelines:
            profiles: { receivers: [otlp], processors: [phlare], exporters: [phlare] }
        """;
  }

  /** The recorded request with its first profile at a time of its own: its name when read back. */
  private byte[] at(long millis) {
    ExportProfilesServiceRequest.Builder request = recorded.toBuilder();
    request
        .getResourceProfilesBuilder(0)
        .getScopeProfilesBuilder(0)
        .getProfilesBuilder(0)
        .setTimeUnixNano(millis * 1_000_000)
        .clearProfileId();
    return request.build().toByteArray();
  }

  private List<OtlpClient.Reply> send(int requests) {
    List<OtlpClient.Reply> replies = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      long millis = System.currentTimeMillis() - 60_000 + acknowledged.size() + i * 1_000L;
      OtlpClient.Reply reply =
          i % 2 == 0 ? client.grpc(at(millis), TENANT, true) : client.http(at(millis), TENANT, "");
      if (reply.isSuccess()) {
        acknowledged.add(millis);
      }
      replies.add(reply);
    }
    return replies;
  }

  @Test
  void oneIngesterKilledIsNoErrorToSenders() throws Exception {
    assertThat(send(REQUESTS)).allMatch(OtlpClient.Reply::isSuccess);
    ingesters.get(1).kill();
    assertThat(send(REQUESTS)).allMatch(OtlpClient.Reply::isSuccess);

    assertThat(timesHeldByAnyOf(0, 2)).containsAll(acknowledged);
  }

  @Test
  void twoIngestersKilledMeansTryAgainAndNothingAcknowledgedIsMissing() throws Exception {
    assertThat(send(REQUESTS)).allMatch(OtlpClient.Reply::isSuccess);
    ingesters.get(0).kill();
    ingesters.get(2).kill();
    List<OtlpClient.Reply> replies = send(4);

    assertThat(replies)
        .noneMatch(OtlpClient.Reply::isSuccess)
        .allMatch(OtlpClient.Reply::retryable);
    assertThat(replies)
        .extracting(OtlpClient.Reply::status)
        .containsExactly("UNAVAILABLE", "503", "UNAVAILABLE", "503");

    // The killed ones come back with what they had synced to disk.
    for (int i : List.of(0, 2)) {
      int port = Integer.parseInt(targets.get(i).substring(targets.get(i).indexOf(':') + 1));
      FlaregateProcess again =
          FlaregateProcess.run(directory, "again-" + i, ingesterConfig(i + 1, port));
      ingesters.set(i, again);
      again.awaitOutput("is running");
    }
    assertThat(timesHeldByAnyOf(0, 1)).containsAll(acknowledged);
    assertThat(timesHeldByAnyOf(1, 2)).containsAll(acknowledged);
    Await.until(
        "a write reaches quorum again", Duration.ofSeconds(30), () -> send(1).get(0).isSuccess());
  }

  @Test
  void sigtermAnswersWhatIsUnderWayAndEndsWithZero() throws Exception {
    assertThat(send(4)).allMatch(OtlpClient.Reply::isSuccess);
    gateway.terminate();

    assertThat(gateway.awaitExit()).isZero();
    assertThat(timesHeldByAnyOf(0, 1, 2)).containsAll(acknowledged);
  }

  /** The times of the profiles that at least one of some ingesters holds. */
  private Set<Long> timesHeldByAnyOf(int... which) {
    Set<Long> times = new HashSet<>();
    for (int i : which) {
      try (IngesterClient reader = new IngesterClient(targets.get(i), TENANT)) {
        long now = System.currentTimeMillis();
        for (var type : reader.profileTypes(0, now)) {
          Profile ignored =
              reader.mergeProfilesPprof(
                  "{}",
                  type.getID(),
                  0,
                  now,
                  (labels, millis) -> {
                    times.add(millis);
                    return true;
                  });
          assertThat(ignored.getSampleCount()).isPositive();
        }
      }
    }
    return times;
  }
}
