package io.flaregate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.corpus.BadCase;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every malformed or borderline OTLP payload of the corpus gets the answer that it is due. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputCorpusTest {
  private static final String LIMITS = "reject_older_than: 0s\nreject_newer_than: 0s\n";

  private Cluster cluster;
  private OtlpClient client;
  private byte[] valid;

  static List<BadCase> cases() {
    return Corpus.configured().badCases("otlp");
  }

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    cluster = new Cluster(directory, LIMITS + "ingestion_rate_mb: 0\n");
    client = new OtlpClient(cluster.grpc(), cluster.http());
    valid =
        Corpus.configured().files("otlp").stream()
            .map(CorpusFile::body)
            .min(Comparator.comparingInt(body -> body.length))
            .orElseThrow();
  }

  @AfterAll
  void stop() {
    client.close();
    cluster.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void getsTheAnswerThatTheCaseNames(BadCase bad) {
    boolean gzip = bad.file().name().endsWith(".gz");
    OtlpClient.Reply http = client.http(bad.bytes(), "http", gzip ? "gzip" : "");
    check(bad, http, "200", "400", "413");
    assertThat(client.http(valid, "http", "").isSuccess()).isTrue();
    if (gzip && !bad.outcome().equals("stored") && !bad.outcome().equals("partial")) {
      // grpc-java compresses by itself: what is broken in its compression can't be sent with it.
      return;
    }
    OtlpClient.Reply grpc = client.grpc(gzip ? bad.file().body() : bad.bytes(), "grpc", gzip);
    check(bad, grpc, "OK", "INVALID_ARGUMENT", "RESOURCE_EXHAUSTED");
    assertThat(client.grpc(valid, "grpc", false).isSuccess()).isTrue();
  }

  private static void check(
      BadCase bad, OtlpClient.Reply reply, String ok, String invalid, String tooLarge) {
    String what = bad + " was answered " + reply;
    switch (bad.outcome()) {
      case "stored", "empty" -> {
        assertThat(reply.status()).as(what).isEqualTo(ok);
        assertThat(reply.rejected()).as(what).isZero();
        assertThat(reply.warning()).as(what).isEmpty();
      }
      case "stored_with_message", "empty_with_message" -> {
        assertThat(reply.status()).as(what).isEqualTo(ok);
        assertThat(reply.rejected()).as(what).isZero();
        assertThat(reply.warning()).as(what).isNotEmpty();
      }
      case "partial" -> {
        assertThat(reply.status()).as(what).isEqualTo(ok);
        assertThat(reply.rejected()).as(what).isPositive();
        assertThat(reply.warning()).as(what).isNotEmpty();
      }
      case "rejected" -> {
        assertThat(reply.status()).as(what).isEqualTo(invalid);
        assertThat(reply.message()).as(what).contains(bad.rule());
      }
      case "undecodable" -> {
        assertThat(reply.status()).as(what).isEqualTo(invalid);
        assertThat(reply.message()).as(what).isNotEmpty();
      }
      case "too_large" -> {
        assertThat(reply.status()).as(what).isEqualTo(tooLarge);
        assertThat(reply.retryable()).as(what).isFalse();
      }
      case "by_rule" -> byRule(bad, reply, what, ok, invalid);
      default -> throw new IllegalArgumentException("outcome " + bad.outcome() + " is unknown");
    }
  }

  /** The rules by which samples are dropped: some left means stored with a message. */
  private static void byRule(
      BadCase bad, OtlpClient.Reply reply, String what, String ok, String invalid) {
    assertThat(bad.rule()).as(what).contains("dropped and counted");
    if (reply.isSuccess()) {
      assertThat(reply.status()).as(what).isEqualTo(ok);
      assertThat(reply.rejected()).as(what).isZero();
      assertThat(reply.warning()).as(what).isNotEmpty();
    } else {
      assertThat(reply.status()).as(what).isEqualTo(invalid);
      assertThat(reply.message()).as(what).contains("empty_after_normalization");
    }
  }
}
