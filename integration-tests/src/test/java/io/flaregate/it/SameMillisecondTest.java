package io.flaregate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles of one series and millisecond in several requests, as a reader sees them. */
final class SameMillisecondTest {
  private static final String TENANT = "same-millisecond";
  private static final String LIMITS = "reject_older_than: 0s\ningestion_rate_mb: 0\n";

  private Cluster cluster;
  private OtlpClient client;
  private ExportProfilesServiceRequest recorded;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    cluster = new Cluster(directory, LIMITS);
    client = new OtlpClient(cluster.grpc(), cluster.http());
    byte[] smallest =
        Corpus.bundled().files("otlp").stream()
            .map(CorpusFile::body)
            .min(Comparator.comparingInt(body -> body.length))
            .orElseThrow();
    recorded = ExportProfilesServiceRequest.parseFrom(smallest);
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  /** The recorded request without ids, and with more in the first sample of its first profile. */
  private byte[] request(long more) {
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
                                .forEach(Profile.Builder::clearProfileId)));
    var sample =
        request
            .getResourceProfilesBuilder(0)
            .getScopeProfilesBuilder(0)
            .getProfilesBuilder(0)
            .getSamplesBuilder(0);
    if (more > 0) {
      sample.addValues(more);
    }
    return request.build().toByteArray();
  }

  private long sum() {
    try (ClusterReader reader = new ClusterReader(cluster.targets(), TENANT)) {
      return reader.sums().values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private long sumAfter(byte[] request) {
    assertThat(client.grpc(request, TENANT, true).isSuccess()).isTrue();
    return sum();
  }

  @Test
  void differentProfilesAreBothReadAndARetryCountsOnce() {
    long one = sumAfter(request(0));
    assertThat(one).isPositive();
    assertThat(sumAfter(request(0))).as("a retry").isEqualTo(one);

    long both = sumAfter(request(1));
    assertThat(both).as("another profile").isGreaterThan(one);
    assertThat(sumAfter(request(1))).as("its retry").isEqualTo(both);
    assertThat(sumAfter(request(0))).as("a retry of the first").isEqualTo(both);
  }
}
