package io.flaregate.phlare.membership.memberlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flaregate.phlare.config.MemberlistConfig;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PushPullClientTest {
  private final TestSettings settings = new TestSettings("phlare");
  private final FakeNode node = new FakeNode();

  @AfterEach
  void close() {
    node.close();
    settings.close();
  }

  private PushPullClient client(MemberlistConfig config) {
    return new PushPullClient(config, null, settings.settings().scheduler());
  }

  private static Seed seed(int port) {
    return new Seed("127.0.0.1", new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private MemberlistException failure(MemberlistConfig config) {
    return failure(client(config), node.port());
  }

  private static MemberlistException failure(PushPullClient client, int port) {
    return catchThrowableOfType(
        MemberlistException.class,
        () -> client.exchange(seed(port), PushPull.request("", new byte[0])));
  }

  @Test
  void theWholeAnswerIsReadHoweverItComes() throws Exception {
    byte[] answer = new byte[300_000];
    answer[299_999] = 1;
    node.behaving(
        (connection, request) -> {
          for (int at = 0; at < answer.length; at += 100_000) {
            connection.getOutputStream().write(answer, at, 100_000);
            connection.getOutputStream().flush();
          }
        });
    Slice read =
        client(Configs.quick()).exchange(seed(node.port()), PushPull.request("", new byte[0]));
    assertThat(read.copy()).isEqualTo(answer);
    assertThat(node.requests().get(0)).isEqualTo(PushPull.request("", new byte[0]));
  }

  @Test
  void aConnectionClosedWithoutAnAnswerNamesTheLabel() {
    node.answering(new byte[0]);
    MemberlistException failure = failure(Configs.labelled("prod"));
    assertThat(failure.failure()).isEqualTo(PullFailure.CLOSED);
    assertThat(failure)
        .hasMessage(
            "closed the connection without an answer; is the cluster's label that of"
                + " cluster_label: \"prod\"?");
  }

  @Test
  void aNodeThatIsNotThereIsToldAtOnce() throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0)) {
      port = gone.getLocalPort();
    }
    MemberlistException failure = failure(client(Configs.quick()), port);
    assertThat(failure.failure()).isEqualTo(PullFailure.CONNECT);
    assertThat(failure).hasMessageStartingWith("cannot be connected to: ");
  }

  @Test
  void aNodeThatSaysNothingIsGivenUp() {
    node.behaving((connection, request) -> connection.getInputStream().read());
    MemberlistException failure = failure(Configs.impatient(Duration.ofMillis(20)));
    assertThat(failure.failure()).isEqualTo(PullFailure.TIMEOUT);
    assertThat(failure).hasMessage("did not answer within 60 ms (3 x stream_timeout)");
  }

  @Test
  void aNodeThatSendsAByteNowAndThenIsGivenUp() {
    node.behaving(
        (connection, request) -> {
          while (true) {
            connection.getOutputStream().write(6);
            connection.setSoTimeout(1);
            try {
              connection.getInputStream().read();
              return;
            } catch (java.net.SocketTimeoutException e) {
              // The observer is still there.
            }
          }
        });
    MemberlistException failure = failure(Configs.impatient(Duration.ofMillis(20)));
    assertThat(failure.failure()).isEqualTo(PullFailure.TIMEOUT);
  }

  @Test
  void anEndlessAnswerIsCutOff() {
    node.behaving(
        (connection, request) -> {
          while (true) {
            connection.getOutputStream().write(new byte[1 << 16]);
          }
        });
    MemberlistException failure = failure(Configs.quick());
    assertThat(failure.failure()).isEqualTo(PullFailure.TOO_LARGE);
    assertThat(failure).hasMessage("answer is more than 20971520 bytes long");
  }

  @Test
  void aResetConnectionIsAFailure() {
    node.behaving(
        (connection, request) -> {
          connection.getOutputStream().write(6);
          connection.setSoLinger(true, 0);
        });
    assertThat(failure(Configs.quick()).failure()).isEqualTo(PullFailure.CLOSED);
  }

  @Test
  void closingBreaksOffAnExchange() {
    node.behaving((connection, request) -> connection.getInputStream().read());
    PushPullClient client = client(Configs.impatient(Duration.ofMinutes(10)));
    CompletableFuture<MemberlistException> failure =
        CompletableFuture.supplyAsync(
            () -> failure(client, node.port()), settings.settings().workers());
    Await.until("the node is asked", () -> !node.requests().isEmpty());
    client.close();
    assertThat(Await.result(failure).failure()).isEqualTo(PullFailure.CLOSED);
    assertThat(failure(client, node.port()))
        .hasMessage("broke the connection: this observer is closed");
  }
}
