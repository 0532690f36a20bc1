package io.flaregate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.NaiveTransform;
import io.flaregate.profiles.pprofpb.Profile;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flaregate read} of what was written with quorum, all of it the built distribution. */
final class QuorumReadTest {
  private static final String TENANT = "readers";
  private static final int REQUESTS = 10;

  @TempDir private Path directory;
  private final List<FlaregateProcess> processes = new ArrayList<>();
  private final List<FlaregateProcess> ingesters = new ArrayList<>();
  private final List<String> targets = new ArrayList<>();
  private final Map<String, Long> sent = new TreeMap<>();
  private ExportProfilesServiceRequest recorded;
  private OtlpClient client;
  private int admin;
  private int requests;

  @BeforeEach
  void start() throws IOException {
    for (int i = 1; i <= 3; i++) {
      ingesters.add(ingester(i, 0));
    }
    for (FlaregateProcess ingester : ingesters) {
      targets.add("127.0.0.1:" + ingester.awaitOutput("ingester\\.v1 on \\S*?:(\\d+)"));
    }
    FlaregateProcess gateway = FlaregateProcess.run(directory, "gateway", gatewayConfig());
    processes.add(gateway);
    int grpc = Integer.parseInt(gateway.awaitOutput("OTLP over gRPC on \\S*?:(\\d+)"));
    int http = Integer.parseInt(gateway.awaitOutput("OTLP over HTTP on \\S*?:(\\d+)"));
    gateway.awaitOutput("is running");
    admin = Integer.parseInt(gateway.awaitOutput("admin pages: http://\\S*?:(\\d+)"));
    client =
        new OtlpClient(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), grpc),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), http));
    byte[] smallest =
        Corpus.bundled().files("otlp").stream()
            .map(CorpusFile::body)
            .min(Comparator.comparingInt(body -> body.length))
            .orElseThrow();
    recorded = ExportProfilesServiceRequest.parseFrom(smallest);
  }

  @AfterEach
  void stop() {
    if (client != null) {
      client.close();
    }
    processes.forEach(FlaregateProcess::close);
  }

  private FlaregateProcess ingester(int number, int port) throws IOException {
    Path own = Files.createDirectories(directory.resolve("data-" + number));
    FlaregateProcess process =
        FlaregateProcess.run(
            directory,
            "ingester-" + number,
            """
            extensions:
              ingester:
                directory: "%s"
                grpc: { endpoint: "127.0.0.1:%d" }
                http: { endpoint: "127.0.0.1:0" }
            service:
              extensions: [ingester]
              admin: { endpoint: "127.0.0.1:0" }
            """
                .formatted(own, port));
    processes.add(process);
    return process;
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

  /** Sends the recorded profiles at times of their own, and adds up what was sent by type. */
  private void send(int count) throws InvalidProtocolBufferException {
    for (int i = 0; i < count; i++) {
      long nanos = (System.currentTimeMillis() - 600_000 + 1_000L * requests++) * 1_000_000;
      ExportProfilesServiceRequest.Builder request = recorded.toBuilder();
      request
          .getResourceProfilesBuilderList()
          .forEach(
              resource ->
                  resource
                      .getScopeProfilesBuilderList()
                      .forEach(
                          scope ->
                              scope
                                  .getProfilesBuilderList()
                                  .forEach(p -> p.setTimeUnixNano(nanos).clearProfileId())));
      ExportProfilesServiceRequest message = request.build();
      // The first request of new processes may take longer than a push on a busy machine.
      Await.until(
          "a write",
          Duration.ofSeconds(60),
          () -> client.grpc(message.toByteArray(), TENANT, true).isSuccess());
      NaiveTransform.merge(NaiveTransform.transform(message))
          .forEach(
              (key, stacks) ->
                  sent.merge(
                      key.type() + ":" + key.unit(),
                      stacks.values().stream().mapToLong(Long::longValue).sum(),
                      Long::sum));
    }
  }

  private FlaregateProcess read(String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of("read"));
    all.addAll(List.of(args));
    all.addAll(List.of("--tenant", TENANT, "--timeout", "30s"));
    FlaregateProcess process =
        FlaregateProcess.start(directory, Map.of(), all.toArray(String[]::new));
    processes.add(process);
    return process;
  }

  private List<String> lines(String... args) throws Exception {
    FlaregateProcess process = read(args);
    assertThat(process.awaitExit()).as(process.output()).isZero();
    return process.output().lines().filter(line -> !line.startsWith("note: ")).toList();
  }

  /** What {@code read profile} writes for every type, added up. */
  private Map<String, Long> totals(String... ring) throws Exception {
    Map<String, Long> totals = new TreeMap<>();
    for (String type : lines(with(ring, "types"))) {
      Path file = directory.resolve("read.pb.gz");
      FlaregateProcess process =
          read(with(ring, "profile", "--type", type, "--output", file.toString()));
      assertThat(process.awaitExit()).as(process.output()).isZero();
      byte[] pprof =
          new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file))).readAllBytes();
      Profile profile = Profile.parseFrom(pprof);
      String[] parts = type.split(":", -1);
      totals.merge(
          parts[1] + ":" + parts[2],
          profile.getSampleList().stream().mapToLong(sample -> sample.getValue(0)).sum(),
          Long::sum);
    }
    return totals;
  }

  private static String[] with(String[] more, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void whatWasAcknowledgedIsReadOnceFromTwoAndFromThreeAndNotFromOne() throws Exception {
    String[] configured = {"--config", directory.resolve("gateway.yaml").toString()};
    String[] page = {"--ring", "http://127.0.0.1:" + admin + "/ring"};
    send(REQUESTS);
    assertThat(totals(configured)).as("three of three").isEqualTo(sent);

    ingesters.get(1).kill();
    send(REQUESTS);
    assertThat(totals(page)).as("two of three").isEqualTo(sent);
    List<String> series = lines(with(page, "series"));
    assertThat(series).isNotEmpty().allMatch(line -> line.contains("service_name="));

    // It comes back without what was written meanwhile.
    int port = Integer.parseInt(targets.get(1).substring(targets.get(1).indexOf(':') + 1));
    ingesters.set(1, ingester(2, port));
    ingesters.get(1).awaitOutput("is running");
    assertThat(totals(configured)).as("three of three, one behind").isEqualTo(sent);

    ingesters.get(0).kill();
    ingesters.get(2).kill();
    FlaregateProcess refused = read(with(configured, "series"));
    assertThat(refused.awaitExit()).isEqualTo(1);
    assertThat(refused.output().lines()).hasSize(1);
    assertThat(refused.output())
        .startsWith(
            "flaregate read series: 1 of 3 ingesters answered, 2 are needed (replication factor"
                + " 3): i0 ("
                + targets.get(0)
                + ") cannot be reached");
  }
}
