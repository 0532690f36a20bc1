package io.flaregate.ingester;

import static io.flaregate.ingester.Pprofs.CPU;
import static io.flaregate.ingester.Pprofs.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.ingester.EmbeddedIngester.Contents;
import io.flaregate.ingester.client.IngesterClient;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.push.PushRequest;
import io.flaregate.ingester.proto.types.LabelPair;
import io.flaregate.ingester.proto.types.Labels;
import io.flaregate.ingester.proto.types.ProfileType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Writing and reading over gRPC. */
class EmbeddedIngesterTest {
  private static EmbeddedIngester ingester;
  private static String directory;
  private String tenant;
  private IngesterClient client;

  @BeforeAll
  static void start(@TempDir Path given) throws IOException {
    directory = given.toString();
    ingester = EmbeddedIngester.start(IngesterConfig.onFreePorts(directory));
  }

  @AfterAll
  static void stop() {
    ingester.close();
  }

  /** Each test is a tenant of its own. */
  @BeforeEach
  void connect(TestInfo test) {
    tenant = test.getTestMethod().orElseThrow().getName();
    client = new IngesterClient(ingester.grpcTarget(), tenant);
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void whatIsPushedIsReadBack() {
    client.push(
        Pprofs.cpu(T0).sample("main;work", 70).sample("main;idle", 30).push("service_name", "a"));

    Profile merged = client.mergeProfilesPprof("{service_name=\"a\"}", CPU, 0, 0);

    assertThat(Pprofs.sums(merged, 0)).isEqualTo(Map.of("main;work", 70L, "main;idle", 30L));
    assertThat(merged.getTimeNanos()).isEqualTo(T0 * 1_000_000);
    assertThat(merged.getDurationNanos()).isEqualTo(10_000_000_000L);
    assertThat(merged.getPeriod()).isEqualTo(10_000_000);
    assertThat(merged.getStringTable((int) merged.getPeriodType().getType())).isEqualTo("cpu");
  }

  @Test
  void profilesOfSeveralSeriesAndTimesAddUp() {
    client.push(Pprofs.cpu(T0).sample("main;work", 1).push("service_name", "a"));
    client.push(Pprofs.cpu(T0 + 1).sample("main;work", 10).push("service_name", "a"));
    client.push(Pprofs.cpu(T0).sample("main;work", 100).push("service_name", "b"));
    client.push(Pprofs.cpu(T0 + 9).sample("main;work", 1000).push("service_name", "b"));

    assertThat(read("{}", T0, T0 + 1)).isEqualTo(111);
    assertThat(read("{service_name=\"b\"}", T0, T0 + 9)).isEqualTo(1100);
    assertThat(read("{service_name=~\"a|b\"}", T0 + 1, T0 + 9)).isEqualTo(1010);
    assertThat(read("{service_name!=\"a\", service_name!~\"c.*\"}", 0, 0)).isEqualTo(1100);
    assertThat(read("{service_name=\"c\"}", 0, 0)).isZero();
  }

  private long read(String selector, long start, long end) {
    return Pprofs.sums(client.mergeProfilesPprof(selector, CPU, start, end), 0).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  @Test
  void ofTwoProfilesOfOneSeriesInOneMillisecondTheFirstIsRead() {
    client.push(Pprofs.cpu(T0).sample("main", 1780).push("service_name", "a"));
    client.push(Pprofs.cpu(T0).sample("main", 100).push("service_name", "a"));
    client.push(Pprofs.cpu(T0).sample("main", 5).push("service_name", "a", "__delta__", "false"));
    client.push(
        Pprofs.cpu(T0)
            .sample("main", 6)
            .push("service_name", "a", "__otel__", "true", "__order__", "enforced"));

    assertThat(read("{}", 0, 0)).isEqualTo(1780);
    client.push(Pprofs.cpu(T0 + 1).sample("main", 100).push("service_name", "a"));
    assertThat(read("{}", 0, 0)).isEqualTo(1880);
  }

  @Test
  void typesDoNotMeetInOneMillisecond() {
    client.push(
        Pprofs.empty(T0)
            .value("contentions", "count")
            .value("delay", "nanoseconds")
            .sample("lock", 3, 900)
            .push("service_name", "a", "__name__", "mutex"));
    client.push(
        Pprofs.empty(T0)
            .value("contentions", "count")
            .value("delay", "nanoseconds")
            .sample("lock", 4, 800)
            .push("service_name", "a", "__name__", "block"));

    assertThat(client.profileTypes(0, 0).stream().map(ProfileType::getID))
        .containsExactly(
            "block:contentions:count:cpu:nanoseconds",
            "block:delay:nanoseconds:cpu:nanoseconds",
            "mutex:contentions:count:cpu:nanoseconds",
            "mutex:delay:nanoseconds:cpu:nanoseconds");
    assertThat(
            Pprofs.sums(
                client.mergeProfilesPprof("{}", "mutex:delay:nanoseconds:cpu:nanoseconds", 0, 0),
                0))
        .isEqualTo(Map.of("lock", 900L));
    assertThat(
            Pprofs.sums(
                client.mergeProfilesPprof("{}", "block:contentions:count:cpu:nanoseconds", 0, 0),
                0))
        .isEqualTo(Map.of("lock", 4L));
  }

  @Test
  void labelsAreToldWithoutThoseThatReadersDoNotTellSeriesApartBy() {
    client.push(
        Pprofs.cpu(T0)
            .sample("f", 1)
            .push("service_name", "a", "region", "eu", "__delta__", "false"));
    client.push(Pprofs.cpu(T0 + 500).sample("f", 1).push("service_name", "b"));

    assertThat(client.labelNames(List.of(), 0, 0))
        .containsExactly(
            "__name__",
            "__period_type__",
            "__period_unit__",
            "__profile_type__",
            "__type__",
            "__unit__",
            "region",
            "service_name");
    assertThat(client.labelNames(List.of("{service_name=\"b\"}"), 0, 0)).doesNotContain("region");
    assertThat(client.labelValues("service_name", List.of(), 0, 0)).containsExactly("a", "b");
    assertThat(client.labelValues("service_name", List.of(), T0, T0 + 499)).containsExactly("a");
    assertThat(
            client.labelValues("service_name", List.of("{region=\"eu\"}", "{region=\"us\"}"), 0, 0))
        .containsExactly("a");
    assertThat(client.labelValues("nothing", List.of(), 0, 0)).isEmpty();
    assertThat(texts(client.series(List.of(), List.of("service_name", "region"), 0, 0)))
        .containsExactly("region=eu service_name=a", "service_name=b");
    assertThat(texts(client.series(List.of("{__profile_type__=\"" + CPU + "\"}"), List.of(), 0, 0)))
        .hasSize(2)
        .allMatch(text -> text.contains("__name__=process_cpu") && !text.contains("__delta__"));
  }

  private static List<String> texts(List<Labels> series) {
    return series.stream()
        .map(
            labels ->
                labels.getLabelsList().stream()
                    .map(EmbeddedIngesterTest::text)
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private static String text(LabelPair label) {
    return label.getName() + "=" + label.getValue();
  }

  @Test
  void tenantsDoNotSeeEachOther() {
    client.push(Pprofs.cpu(T0).sample("f", 1).push("service_name", "a"));
    try (IngesterClient other = new IngesterClient(ingester.grpcTarget(), "other")) {
      assertThat(other.profileTypes(0, 0)).isEmpty();
      assertThat(other.mergeProfilesPprof("{}", CPU, 0, 0).getSampleCount()).isZero();
      other.push(Pprofs.cpu(T0).sample("g", 2).push("service_name", "a"));
    }
    assertThat(Pprofs.sums(client.mergeProfilesPprof("{}", CPU, 0, 0), 0))
        .isEqualTo(Map.of("f", 1L));
  }

  @Test
  void aRestartKeepsEverything() throws IOException {
    client.push(Pprofs.cpu(T0).sample("main;work", 70).push("service_name", "a"));
    client.close();
    Contents before = ingester.contents();
    ingester.close();

    ingester = EmbeddedIngester.start(IngesterConfig.onFreePorts(directory));
    client = new IngesterClient(ingester.grpcTarget(), tenant);

    assertThat(ingester.contents()).isEqualTo(before);
    assertThat(read("{}", 0, 0)).isEqualTo(70);
  }

  @Test
  void aDirectoryIsUsedByOneIngesterAtATime() {
    assertThatThrownBy(() -> EmbeddedIngester.start(IngesterConfig.onFreePorts(directory)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "directory " + directory + " is in use by another ingester (its file lock is taken)");
  }

  @Test
  void theReaderPicksWhatIsAddedUp() {
    PushRequest.Builder push = PushRequest.newBuilder();
    for (int i = 0; i < 5000; i++) {
      push.addSeries(
          Pprofs.series(Pprofs.cpu(T0 + i).sample("main", 1).bytes(), "service_name", "a"));
    }
    client.push(push.build());
    Set<Long> offered = ConcurrentHashMap.newKeySet();

    Profile odd =
        client.mergeProfilesPprof(
            "{}",
            CPU,
            0,
            0,
            (labels, time) -> {
              offered.add(time);
              return time % 2 == 1;
            });

    assertThat(offered).hasSize(5000);
    assertThat(Pprofs.sums(odd, 0)).isEqualTo(Map.of("main", 2500L));
  }
}
