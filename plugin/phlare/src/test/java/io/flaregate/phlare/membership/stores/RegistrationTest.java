package io.flaregate.phlare.membership.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.DistributorRingConfig;
import io.flaregate.phlare.membership.RingWriter;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.TestSettings;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {
  private static final String KEY = "collectors/distributor";
  private static final long NOW = FakeClock.START.getEpochSecond();

  private final FakeClock clock = new FakeClock();
  private final TestSettings settings = new TestSettings("phlare", clock);
  private final Writer writer = new Writer();

  @AfterEach
  void close() {
    settings.close();
  }

  /** Notes what is written, or fails. */
  private static final class Writer implements RingWriter {
    private final List<Instance> written = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private Predicate<Instance> forget = one -> false;
    private boolean failing;

    @Override
    public synchronized CompletableFuture<Void> put(
        String key, Instance own, Predicate<Instance> forgetting) {
      assertThat(key).isEqualTo(KEY);
      if (failing) {
        return CompletableFuture.failedFuture(new IllegalStateException("no store"));
      }
      written.add(own);
      forget = forgetting;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletableFuture<Void> remove(String key, Instance member) {
      removed.add(member.id());
      return CompletableFuture.completedFuture(null);
    }

    synchronized void fail(boolean now) {
      failing = now;
    }

    synchronized List<Instance> written() {
      return List.copyOf(written);
    }

    synchronized Predicate<Instance> forget() {
      return forget;
    }
  }

  private static DistributorRingConfig config(Duration period) {
    return new DistributorRingConfig(
        true, period, Duration.ofMinutes(1), "gate-1", "10.1.2.3", 4040, List.of(), false);
  }

  private Registration start(Duration period) {
    return Registration.start(writer, KEY, config(period), settings.settings());
  }

  private void awaitWrites(int count) {
    Await.until(count + " writes", () -> writer.written().size() >= count);
  }

  @Test
  void itJoinsIsActiveBeatsLeavesAndIsGone() {
    Registration registration = start(Duration.ofMillis(5));
    awaitWrites(4);
    registration.close();
    registration.close();
    List<Instance> written = writer.written();
    Instance first = written.get(0);
    assertThat(first.id()).isEqualTo("gate-1");
    assertThat(first.addr()).isEqualTo("10.1.2.3:4040");
    assertThat(first.tokens().size()).isEqualTo(1);
    assertThat(first.registeredUnixSeconds()).isEqualTo(NOW);
    assertThat(first.state()).isEqualTo(InstanceState.JOINING);
    assertThat(written.subList(1, written.size() - 1))
        .allSatisfy(one -> assertThat(one.state()).isEqualTo(InstanceState.ACTIVE))
        .allSatisfy(one -> assertThat(one.tokens()).isEqualTo(first.tokens()));
    assertThat(written.get(written.size() - 1).state()).isEqualTo(InstanceState.LEAVING);
    for (int i = 1; i < written.size(); i++) {
      assertThat(written.get(i).heartbeatUnixSeconds())
          .as("newer by a second, or gossip does not take it")
          .isGreaterThan(written.get(i - 1).heartbeatUnixSeconds());
    }
    assertThat(writer.removed).containsExactly("gate-1");
    assertThat(settings.meter().value("pyroscope_ring_member_heartbeats_total", "distributor"))
        .isEqualTo(written.size() - 1);
  }

  @Test
  void distributorsAreForgottenAfterTenTimeouts() {
    Registration registration = start(Duration.ofMinutes(1));
    awaitWrites(2);
    registration.close();
    Instance other = writer.written().get(0);
    assertThat(writer.forget().test(other.withHeartbeat(NOW - 600))).isFalse();
    assertThat(writer.forget().test(other.withHeartbeat(NOW - 601))).isTrue();
    assertThat(writer.forget().test(other.withHeartbeat(NOW + 601))).isFalse();
  }

  @Test
  void aStoreThatFailsIsToldOnceAndTriedAgain() {
    writer.fail(true);
    Registration registration = start(Duration.ofMillis(5));
    Await.until("it is told", () -> !messages(Level.WARNING).isEmpty());
    writer.fail(false);
    awaitWrites(3);
    registration.close();
    assertThat(messages(Level.WARNING))
        .containsExactly("phlare: cannot show itself in collectors/distributor: no store");
    assertThat(messages(Level.INFO))
        .containsExactly("phlare: shows itself in collectors/distributor again");
  }

  private List<String> messages(Level level) {
    return settings.logger().messages(level);
  }

  @Test
  void anAddressIsFoundWithoutConfiguration() {
    DistributorRingConfig bare = DistributorRingConfig.defaults();
    assertThat(InstanceAddress.id(bare)).isNotEmpty();
    assertThat(InstanceAddress.of(bare)).matches("[0-9.]+:4040");
    assertThat(
            Stream.of("::1", "[::1]", "gate.example")
                .map(
                    addr ->
                        new DistributorRingConfig(
                            true,
                            Duration.ofSeconds(15),
                            Duration.ofMinutes(1),
                            "",
                            addr,
                            80,
                            List.of(),
                            false))
                .map(InstanceAddress::of))
        .containsExactly("[::1]:80", "[::1]:80", "gate.example:80");
  }
}
