package io.flaregate.phlare.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.TokenList;
import io.flaregate.spi.testing.FakeClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeartbeatLivenessTest {
  private static final long NOW = FakeClock.START.getEpochSecond();

  private final FakeClock clock = new FakeClock();
  private final HeartbeatLiveness liveness =
      new HeartbeatLiveness(Duration.ofMinutes(1), clock, clock::nanoTime);

  private static Instance member(String id, long heartbeat) {
    return Instance.active(id, id + ":1", "", TokenList.of(1)).withHeartbeat(heartbeat);
  }

  private boolean isAlive(Instance member) {
    return liveness.apply(List.of(member)).isAlive(member);
  }

  /** Lets time pass in which the store answers every five seconds. */
  private void answering(Instance member, int seconds) {
    for (int i = 0; i < seconds; i += 5) {
      clock.advance(Duration.ofSeconds(5));
      liveness.apply(List.of(member));
    }
  }

  @Test
  void whoeverIsSeenFirstIsJudgedByTheWallClock() {
    assertThat(isAlive(member("a", NOW - 60))).isTrue();
    assertThat(isAlive(member("b", NOW - 61))).isFalse();
    assertThat(isAlive(member("c", NOW + 3600))).isTrue();
    assertThat(isAlive(member("d", Long.MIN_VALUE))).isFalse();
    assertThat(isAlive(member("e", Long.MAX_VALUE))).isTrue();
    assertThat(isAlive(member("f", 0))).isFalse();
  }

  @Test
  void whoeverStopsBeatingIsDeadAfterTheTimeoutAndAliveWithTheNextBeat() {
    Instance member = member("a", NOW);
    assertThat(isAlive(member)).isTrue();
    answering(member, 60);
    assertThat(isAlive(member)).isTrue();
    answering(member, 5);
    assertThat(isAlive(member)).isFalse();
    assertThat(isAlive(member("a", NOW + 1))).isTrue();
  }

  @Test
  void theAgeAtFirstSightCounts() {
    Instance member = member("a", NOW - 50);
    assertThat(isAlive(member)).isTrue();
    answering(member, 10);
    assertThat(isAlive(member)).isTrue();
    answering(member, 5);
    assertThat(isAlive(member)).isFalse();
  }

  @Test
  void stepsOfTheWallClockKillNobodyAndReviveNobody() {
    for (Duration step :
        List.of(
            Duration.ofSeconds(61),
            Duration.ofHours(1),
            Duration.ofHours(-1),
            Duration.ofDays(3650))) {
      FakeClock stepping = new FakeClock();
      HeartbeatLiveness judge =
          new HeartbeatLiveness(Duration.ofMinutes(1), stepping, stepping::nanoTime);
      Instance alive = member("alive", NOW);
      Instance dead = member("dead", NOW - 1000);
      judge.apply(List.of(alive, dead));
      stepping.setWallClock(FakeClock.START.plus(step));
      Liveness after = judge.apply(List.of(alive, dead));
      assertThat(after.isAlive(alive)).as("step of %s", step).isTrue();
      assertThat(after.isAlive(dead)).as("step of %s", step).isFalse();
    }
  }

  @Test
  void anOutageOfTheStoreKillsNobody() {
    Instance member = member("a", NOW);
    liveness.apply(List.of(member));
    answering(member, 40);
    clock.advance(Duration.ofHours(5));
    assertThat(isAlive(member)).as("55 s of 60 count").isTrue();
    answering(member, 10);
    assertThat(isAlive(member)).as("and now it is silent although the store answers").isFalse();
  }

  @Test
  void sameDeadMembersMeanEqualLiveness() {
    Instance member = member("a", NOW);
    Liveness before = liveness.apply(List.of(member));
    assertThat(liveness.apply(List.of(member("a", NOW + 5)))).isEqualTo(before);
    assertThat(liveness.apply(List.of(member("b", NOW - 100)))).isNotEqualTo(before);
  }
}
