package io.flaregate.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.it.chaos.rig.Answered;
import io.flaregate.it.chaos.rig.Answered.Kind;
import io.flaregate.it.chaos.rig.ChildProcess;
import io.flaregate.it.chaos.rig.Load;
import io.flaregate.it.chaos.rig.OtlpSender;
import io.flaregate.it.chaos.rig.Rig;
import io.flaregate.it.chaos.rig.RigConfig;
import io.flaregate.it.chaos.rig.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM, step by step, on a process of the built distribution. */
final class ShutdownTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int ENDED_AT_ONCE = 130;

  @TempDir private Path directory;
  private Rig rig;
  private OtlpSender sender;
  private Load load;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(RigConfig.of(Options.of(directory, 1).home()), directory).start();
    sender = new OtlpSender(rig.gateway().grpcPort(), rig.gateway().httpPort());
    load = new Load(sender, new Load.Shape("shutdown", Options.TENANT, 1, 1, 0));
    Wait.until("a first write", LONG, () -> load.once().kind() == Kind.ACKED);
  }

  @AfterEach
  void stop() {
    load.close();
    sender.close();
    rig.close();
  }

  /** One request over gRPC and one over HTTP. */
  private List<CompletableFuture<Answered>> sendTwo() {
    List<CompletableFuture<Answered>> answers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      answers.add(CompletableFuture.supplyAsync(load::once));
    }
    Wait.until("both are under way", LONG, () -> load.underWay() == 2);
    Wait.until(
        "both are on their way to ingesters",
        LONG,
        () -> rig.gateway().metric("flaregate_inflight_bytes") > 0);
    return answers;
  }

  @Test
  void requestsUnderWayAreAnsweredNothingNewIsTakenAndTheGatewaySaysThatItIsNotReady()
      throws Exception {
    rig.ingesters().forEach(each -> each.proxy().delay(2_000));
    List<CompletableFuture<Answered>> underWay = sendTwo();
    ChildProcess gateway = rig.gateway().running();
    gateway.signal("TERM");

    Wait.until("/ready says 503", LONG, () -> rig.gateway().readiness() == 503);
    // It says so first, so that nobody sends it more, and closes its ports then.
    Wait.until(
        "nothing new is taken",
        LONG,
        () -> List.of(Kind.RETRY, Kind.UNREACHABLE).contains(load.once().kind()));
    for (CompletableFuture<Answered> each : underWay) {
      assertThat(each.join().kind()).as("%s", each.join()).isEqualTo(Kind.ACKED);
    }
    assertThat(gateway.awaitExit(LONG)).isZero();
    Checker checked = Checker.check(load.answers(), rig.held());
    Losses.assertNone("shutdown", checked.lost());
    assertThat(checked.missing()).as("replicas that the shutdown did not wait for").isZero();
  }

  @Test
  void replicasThatAreLateAreWaitedForAfterTheSenderHasItsAnswer() throws Exception {
    rig.ingester(1).proxy().delay(2_000);
    assertThat(load.once().kind()).isEqualTo(Kind.ACKED);
    ChildProcess gateway = rig.gateway().running();
    gateway.signal("TERM");

    assertThat(gateway.awaitExit(LONG)).isZero();
    assertThat(Checker.check(load.answers(), rig.held()).missing()).isZero();
  }

  @Test
  void secondSignalEndsItAtOnce() throws Exception {
    rig.ingester(0).pause();
    rig.ingester(1).pause();
    List<CompletableFuture<Answered>> underWay = sendTwo();
    ChildProcess gateway = rig.gateway().running();
    gateway.signal("TERM");
    Wait.until("it drains", LONG, () -> rig.gateway().readiness() == 503);
    gateway.signal("TERM");

    assertThat(gateway.awaitExit(LONG)).isEqualTo(ENDED_AT_ONCE);
    for (CompletableFuture<Answered> each : underWay) {
      assertThat(each.join().kind()).isNotEqualTo(Kind.ACKED);
    }
  }
}
