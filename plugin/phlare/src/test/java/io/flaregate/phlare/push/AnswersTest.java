package io.flaregate.phlare.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.ring.ReplicaAnswer;
import io.flaregate.transport.answer.RetryAfter;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How answers of others are sorted and bounded. */
class AnswersTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration FALLBACK = Duration.ofSeconds(9);

  @Test
  void everyGrpcStatusHasItsFamily() {
    for (Status.Code code : Status.Code.values()) {
      ReplicaAnswer expected =
          switch (code) {
            case OK -> ReplicaAnswer.SUCCESS;
            case INVALID_ARGUMENT -> ReplicaAnswer.REJECTED;
            case RESOURCE_EXHAUSTED -> ReplicaAnswer.LIMITED;
            default -> ReplicaAnswer.FAILED;
          };
      PushAnswer answer = IngesterAnswers.of("i:1", code.toStatus().withDescription("why"));
      assertThat(answer.answer()).as(code.name()).isEqualTo(expected);
      assertThat(answer.status()).isLowerCase();
    }
    assertThat(IngesterAnswers.of("i:1", Status.INTERNAL).message())
        .isEqualTo("ingester i:1 answered internal");
  }

  @Test
  void messagesOfOthersAreOneBoundedLine() {
    String long1 = "a\nb\u0007c\r\n" + "x".repeat(1000);
    assertThat(PushAnswer.failed("s", long1).message())
        .startsWith("a b c  xxx")
        .hasSize(PushAnswer.MAX_MESSAGE_CHARS);
    String split = "y".repeat(PushAnswer.MAX_MESSAGE_CHARS - 1) + "\ud83d\udd25";
    assertThat(PushAnswer.failed("s", split).message())
        .isEqualTo("y".repeat(PushAnswer.MAX_MESSAGE_CHARS - 1));
  }

  @Test
  void connectErrorsAreRead() {
    assertThat(
            ConnectError.parse(
                "{\"details\":[{\"code\":\"x\"}],\"code\":\"internal\",\"message\":\"m\"}"
                    .getBytes(UTF_8)))
        .isEqualTo(new ConnectError("internal", "m"));
    assertThat(ConnectError.parse("{\"code\":\"internal\"}".getBytes(UTF_8)))
        .isEqualTo(new ConnectError("internal", ""));
  }

  @Test
  void otherBodiesAreNoConnectErrors() {
    for (String body :
        new String[] {"", "no", "<html>", "[]", "{\"code\":5}", "{\"code\":\"internal\"", "{}"}) {
      assertThat(ConnectError.parse(body.getBytes(UTF_8))).isEqualTo(new ConnectError("", body));
    }
  }

  @Test
  void retryAfterIsSecondsOrADate() {
    assertThat(parse("7")).isEqualTo(Duration.ofSeconds(7));
    assertThat(parse("0")).isZero();
    assertThat(parse("Fri, 02 Jan 2026 03:04:25 GMT")).isEqualTo(Duration.ofSeconds(20));
    assertThat(parse("Fri, 02 Jan 2026 03:04:00 GMT")).isZero();
    assertThat(parse("999999999")).isEqualTo(RetryAfter.MAX);
    for (String bad : new String[] {"", "-1", "1.5", "soon", "99999999999999999999"}) {
      assertThat(parse(bad)).isEqualTo(FALLBACK);
    }
  }

  private static Duration parse(String text) {
    return RetryAfter.parse(text, NOW, FALLBACK);
  }

  @Test
  void everyHttpStatusIsAnAnswer() {
    byte[] connect = "{\"code\":\"invalid_argument\",\"message\":\"bad\"}".getBytes(UTF_8);
    for (int status = 100; status < 600; status++) {
      PushAnswer answer = DistributorAnswers.of("http://h", status, connect, "", NOW);
      ReplicaAnswer expected = ReplicaAnswer.FAILED;
      if (status / 100 == 2) {
        expected = ReplicaAnswer.SUCCESS;
      } else if (status == 400 || status == 413) {
        expected = ReplicaAnswer.REJECTED;
      } else if (status == 429) {
        expected = ReplicaAnswer.LIMITED;
      }
      assertThat(answer.answer()).as("status %d", status).isEqualTo(expected);
    }
  }
}
