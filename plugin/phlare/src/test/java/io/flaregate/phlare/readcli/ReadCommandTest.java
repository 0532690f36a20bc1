package io.flaregate.phlare.readcli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.CpuPprof;
import io.flaregate.phlare.testing.FakeCommandHost;
import io.flaregate.phlare.testing.ReadableIngester;
import io.flaregate.phlare.testing.ReadableIngester.Held;
import io.flaregate.phlare.testing.ReadableIngester.Mood;
import io.flaregate.profiles.pprofpb.Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadCommandTest {
  private static final String CPU = "process_cpu:cpu:nanoseconds:cpu:nanoseconds";

  private final List<ReadableIngester> ingesters = new ArrayList<>();
  private final FakeCommandHost host = new FakeCommandHost();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path folder;

  @BeforeEach
  void start() {
    for (int i = 0; i < 3; i++) {
      ReadableIngester ingester = ReadableIngester.start();
      ingesters.add(ingester);
      ingester.set(List.of(held("a", 5, 10), held("b\n", 5 + i, 100)), Mood.WELL);
    }
  }

  @AfterEach
  void stop() {
    ingesters.forEach(ReadableIngester::close);
  }

  private static Held held(String service, long millis, long value) {
    return new Held(
        new TreeMap<>(Map.of("__name__", "process_cpu", "service_name", service)),
        millis,
        CpuPprof.of(Map.of("f", value)));
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    try {
      return new ReadCommand()
          .run(
              List.of(args),
              new PrintStream(out, true, UTF_8),
              new PrintStream(err, true, UTF_8),
              host);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String[] three(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    for (int i = 0; i < ingesters.size(); i++) {
      all.addAll(List.of("--static", "i" + i + "=" + ingesters.get(i).address()));
    }
    all.addAll(List.of("--replication-factor", "3"));
    return all.toArray(String[]::new);
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }

  private static Map<String, Long> values(byte[] gzip) throws IOException {
    return CpuPprof.values(
        Profile.parseFrom(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes()));
  }

  @Test
  void listsAsTextWithoutWhatATerminalWouldObey() {
    assertThat(run(three("series"))).isZero();
    assertThat(out().lines())
        .containsExactly(
            "{__name__=\"process_cpu\", service_name=\"a\"}",
            "{__name__=\"process_cpu\", service_name=\"b\\n\"}");
    assertThat(run(three("types"))).isZero();
    assertThat(out().lines()).containsExactly(CPU);
    assertThat(run(three("labels"))).isZero();
    assertThat(out().lines()).containsExactly("__name__", "service_name");
    assertThat(run(three("labels", "service_name"))).isZero();
    assertThat(out().lines()).containsExactly("a", "b\\u000a", "process_cpu");
    assertThat(err()).isEmpty();
  }

  @Test
  void listsAsJson() {
    assertThat(run(three("series", "--format", "json"))).isZero();
    assertThat(out().lines())
        .containsExactly(
            "{\"__name__\":\"process_cpu\",\"service_name\":\"a\"}",
            "{\"__name__\":\"process_cpu\",\"service_name\":\"b\\n\"}");
    assertThat(run(three("types", "--format", "json"))).isZero();
    assertThat(out().strip())
        .isEqualTo(
            "{\"id\":\""
                + CPU
                + "\",\"name\":\"process_cpu\",\"sample_type\":\"cpu\","
                + "\"sample_unit\":\"nanoseconds\",\"period_type\":\"cpu\","
                + "\"period_unit\":\"nanoseconds\"}");
    assertThat(run(three("labels", "service_name", "--format", "json"))).isZero();
    assertThat(out().lines()).contains("{\"value\":\"a\"}");
  }

  @Test
  void writesAProfileToAFileOrToStandardOutput() throws IOException {
    Path file = folder.resolve("cpu.pb.gz");
    assertThat(run(three("profile", "--type", CPU, "--output", file.toString()))).isZero();
    assertThat(values(Files.readAllBytes(file))).isEqualTo(Map.of("f", 310L));
    assertThat(out()).isEmpty();
    assertThat(err().strip())
        .isEqualTo("4 profiles of 2 series, 1 stacktraces, 310 nanoseconds, from 3 of 3 ingesters");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }

    assertThat(run(three("profile", "--type", CPU, "-o", "-"))).isZero();
    assertThat(values(out.toByteArray())).isEqualTo(Map.of("f", 310L));
  }

  @Test
  void twoIngestersDownIsOneLineAndNothingIsWritten() throws IOException {
    ingesters.get(0).close();
    ingesters.get(2).close();
    Path file = folder.resolve("cpu.pb.gz");

    assertThat(run(three("profile", "--type", CPU, "--output", file.toString()))).isEqualTo(1);
    assertThat(err().strip().lines()).hasSize(1);
    assertThat(err())
        .startsWith(
            "flaregate read profile: 1 of 3 ingesters answered, 2 are needed (replication factor"
                + " 3): i0 ("
                + ingesters.get(0).address()
                + ") cannot be reached")
        .contains("; i2 (" + ingesters.get(2).address() + ") cannot be reached")
        .contains("; bring these ingesters back");
    assertThat(out()).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void noProfileIsAFailureThatSaysWhatIsThere() {
    ingesters.forEach(ingester -> ingester.set(List.of(), Mood.WELL));

    assertThat(run(three("profile", "--type", CPU, "-o", "-"))).isEqualTo(1);
    assertThat(err())
        .isEqualTo(
            "flaregate read profile: no profile of type "
                + CPU
                + " in this time (3 of 3 ingesters answered); flaregate read types lists what there"
                + " is"
                + System.lineSeparator());
    assertThat(run(three("series"))).isZero();
    assertThat(out()).isEmpty();
  }

  private PhlareExporterConfig configured(int count) {
    List<String> addresses =
        ingesters.stream().limit(count).map(ReadableIngester::address).toList();
    return new ConfigDraft().ring(count, addresses).build();
  }

  @Test
  void takesRingAndTenantFromAConfiguration() throws IOException {
    String file = Files.createFile(folder.resolve("gateway.yaml")).toString();
    host.exporter("phlare", configured(3));
    assertThat(run("series", "--config", file, "--tenant", "team-a")).isZero();
    assertThat(out().lines()).hasSize(2);
    assertThat(ingesters.get(1).tenants()).containsExactly("team-a");

    host.exporter("phlare/two", configured(2));
    assertThat(run("series", "--config", file)).isEqualTo(2);
    assertThat(err()).contains("name one with --exporter: [phlare, phlare/two]");
    assertThat(run("series", "--config", file, "--exporter", "phlare/two")).isZero();
    assertThat(run("series", "--config", file, "--exporter", "phlare/no")).isEqualTo(1);
    assertThat(err()).contains("has no exporter phlare/no");
    host.clear();
    assertThat(run("series", "--config", file)).isEqualTo(1);
    assertThat(err()).contains("has no exporter of type phlare");
    assertThat(run("series", "--config", file + "x")).isEqualTo(1);
    assertThat(err()).contains("does not exist");
  }

  @Test
  void theRingOfAConfigurationMayBeTheExtensions() throws IOException {
    String file = Files.createFile(folder.resolve("gateway.yaml")).toString();
    PhlareRingConfig ring = requireNonNull(configured(3).ring());
    host.exporter("phlare", new ConfigDraft().header("x-of-config", "yes").build());
    assertThat(run("series", "--config", file)).isEqualTo(1);
    assertThat(err()).contains("exporter phlare has no ring, nor has the extension phlare");

    host.extension(ring);
    assertThat(run("series", "--config", file, "--tenant", "team-a")).as(err()).isZero();
    assertThat(out().lines()).hasSize(2);
    assertThat(ingesters.get(2).tenants()).containsExactly("team-a");

    host.extension(requireNonNull(configured(2).ring()));
    host.exporter("phlare", configured(3));
    ingesters.get(2).set(List.of(), Mood.SILENT);
    assertThat(run("series", "--config", file, "--timeout", "400ms")).isZero();
    assertThat(err()).as("its own ring comes first").contains("2 of 3 ingesters answered");
  }

  @Test
  void saysWhyAConfigurationLeadsToNoRing() throws IOException {
    String file = Files.createFile(folder.resolve("gateway.yaml")).toString();
    host.exporter("phlare", new ConfigDraft().endpoint("http://pyroscope:4040").build());
    assertThat(run("types", "--config", file)).isEqualTo(1);
    assertThat(err())
        .contains("exporter phlare pushes to endpoint http://pyroscope:4040 and knows no ring");

    host.exporter("phlare", new ConfigDraft().inMemoryRing(1, "read-command-test/").build());
    assertThat(run("types", "--config", file)).isEqualTo(1);
    assertThat(err()).contains("inmemory is in the gateway only").contains("--ring http://");

    host.exporter("phlare", configured(3));
    ingesters.get(0).set(List.of(), Mood.SILENT);
    assertThat(run("types", "--config", file, "--timeout", "400ms")).isZero();
    assertThat(err())
        .contains("note: ingester-0 (" + ingesters.get(0).address() + ") did not answer in time")
        .contains("note: 2 of 3 ingesters answered, 2 are needed");
  }

  @Test
  void takesASavedRingPage() throws IOException {
    StringBuilder shards = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      shards.append(i == 0 ? "" : ",").append("{\"id\":\"i").append(i);
      shards.append("\",\"state\":\"ACTIVE\",\"address\":\"").append(ingesters.get(i).address());
      shards.append("\",\"tokens\":[").append(i + 1).append("]}");
    }
    Path page = Files.writeString(folder.resolve("ring.json"), "{\"shards\":[" + shards + "]}");

    assertThat(run("labels", "--ring", page.toString(), "--replication-factor", "3")).isZero();
    assertThat(out().lines()).containsExactly("__name__", "service_name");
    assertThat(run("labels", "--ring", page + "x")).isEqualTo(1);
    assertThat(err()).contains("ring.jsonx: is no file");
  }

  @Test
  void wrongCallsEndWithTwoAndSayWhy() {
    String[][] wrong = {
      {"--from now --to now-1h", "--from now --to now-1h: "},
      {"--from yesterday", "\"yesterday\" is no time"},
      {"--query {a}", "--query: selector, at 3: expected =~ or !~ or != or =: {a}"},
      {"--timeout 0s", "--timeout is 0s, must be more than 0"},
      {"--timeout soon", "\"soon\" is not a duration such as 5s"},
      {"--max-bytes 5", "--max-bytes is 5, must be 1024 to 1073741824"},
      {"--shard-size -1", "--shard-size is -1"},
      {"--exporter phlare/a", "--exporter needs --config"},
      {"--config a --ring b", "--config, --ring and --static exclude each other"},
      {"--config a --replication-factor 3", "--config says what --replication-factor"},
      {"--static x", "--static is \"x\", must be ID=ADDR"},
      {"--format xml", "xml"},
    };
    for (String[] each : wrong) {
      List<String> args = new ArrayList<>(List.of("series"));
      args.addAll(List.of(each[0].split(" ")));
      assertThat(run(args.toArray(String[]::new))).as(each[0]).isEqualTo(2);
      assertThat(err()).as(each[0]).contains(each[1]);
    }
    assertThat(run("profile", "--type", "cpu", "-o", "-")).isEqualTo(2);
    assertThat(err()).contains("--type: \"cpu\" is not name:sample_type");
    assertThat(run("profile")).isEqualTo(2);
    assertThat(err()).contains("--type=TYPE").contains("--output=FILE");
    assertThat(run()).isEqualTo(2);
  }

  @Test
  void helpTellsOfTheQuorumAndOfEachOption() {
    assertThat(run("--help")).isZero();
    assertThat(out()).contains("every acknowledged write is seen").contains("profile");
    assertThat(run("profile", "--help")).isZero();
    assertThat(out())
        .contains("--config=FILE")
        .contains("--ring=URL|FILE")
        .contains("--from=TIME")
        .contains("Default: now-1h");
  }
}
