package io.flaregate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.SeriesKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every OTLP payload of the corpus over gRPC and over HTTP, each as a tenant of its own: accepted,
 * and what the ingesters give back is what the naive oracle says, per series and sample type.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MainJobCorpusTest {
  private static final String LIMITS =
      """
      reject_older_than: 0s
      reject_newer_than: 0s
      max_profile_stacktrace_samples: 0
      max_profile_size_bytes: 0
      ingestion_rate_mb: 0
      ingestion_burst_size_mb: 0
      """;

  private Cluster cluster;
  private OtlpClient client;
  private int tenants;

  static List<CorpusFile> files() {
    return Corpus.configured().files("otlp");
  }

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    cluster = new Cluster(directory, LIMITS);
    client = new OtlpClient(cluster.grpc(), cluster.http());
  }

  @AfterAll
  void stop() {
    client.close();
    cluster.close();
  }

  @ParameterizedTest
  @MethodSource("files")
  void isStoredAndReadBackAsTheOracleSays(CorpusFile file) throws Exception {
    Map<SeriesKey, Long> expected = ExpectedSums.of(file.body());
    assertThat(expected).isNotEmpty();

    String grpcTenant = "grpc-" + tenants++;
    double pushesBefore = pushes();
    OtlpClient.Reply grpc = client.grpc(file.body(), grpcTenant, true);
    assertThat(grpc.status()).as(grpc.toString()).isEqualTo("OK");
    assertThat(grpc.rejected()).as(grpc.toString()).isZero();
    assertFewPushes(file, expected.size(), pushes() - pushesBefore);
    assertSame(expected, grpcTenant);

    String httpTenant = "http-" + tenants++;
    OtlpClient.Reply http = client.http(file.bytes(), httpTenant, file.isGzip() ? "gzip" : "");
    assertThat(http.status()).as(http.toString()).isEqualTo("200");
    assertThat(http.rejected()).as(http.toString()).isZero();
    assertSame(expected, httpTenant);
  }

  /** One push per ingester, as long as the request's pprofs and series fit into one. */
  private static void assertFewPushes(CorpusFile file, int series, double pushes) {
    if (file.body().length < 1 << 20 && series <= 256) {
      assertThat(pushes).as("pushes of one request").isLessThanOrEqualTo(3);
    }
  }

  private void assertSame(Map<SeriesKey, Long> expected, String tenant) {
    try (ClusterReader reader = new ClusterReader(cluster.targets(), tenant)) {
      Map<SeriesKey, Long> found = reader.sums();
      assertThat(byType(found)).isEqualTo(byType(expected));
      assertThat(found).isEqualTo(expected);
    }
  }

  private static Map<String, Long> byType(Map<SeriesKey, Long> sums) {
    Map<String, Long> types = new TreeMap<>();
    sums.forEach((key, sum) -> types.merge(key.type() + ":" + key.unit(), sum, Long::sum));
    return types;
  }

  private double pushes() {
    Matcher matcher =
        Pattern.compile("^flaregate_push_requests_total\\{.*} (\\S+)$", Pattern.MULTILINE)
            .matcher(cluster.metrics());
    double sum = 0;
    while (matcher.find()) {
      sum += Double.parseDouble(matcher.group(1));
    }
    return sum;
  }
}
