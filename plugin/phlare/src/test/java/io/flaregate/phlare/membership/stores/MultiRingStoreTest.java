package io.flaregate.phlare.membership.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.config.MultiConfig;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingStore;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.membership.RingWriter;
import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.TokenRing;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.TestSettings;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MultiRingStoreTest {
  private final FakeClock clock = new FakeClock();
  private final TestSettings settings = new TestSettings("phlare", clock);
  private final Store first = new Store("first");
  private final Store second = new Store("second");

  @AfterEach
  void close() {
    settings.close();
  }

  /** A store that shows and takes what the test wants. */
  private final class Store implements RingStore, RingSource, RingWriter {
    private final String name;
    private final List<String> written = new ArrayList<>();
    private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
    private volatile RingView view;

    Store(String name) {
      this.name = name;
      view = viewOf();
    }

    private RingView viewOf(String... ids) {
      List<Instance> members =
          List.of(ids).stream()
              .map(id -> Instance.active(id, id + ":1", "", TokenList.of(1)))
              .toList();
      return new RingView(
          TokenRing.of(RingConfig.DEFAULT, members), Liveness.ALL_ALIVE, name, clock.nanoTime());
    }

    void answer(String... ids) {
      view = viewOf(ids);
    }

    @Override
    public RingSource source(String key, RingConfig placing) {
      return this;
    }

    @Override
    public Optional<RingWriter> writer() {
      return Optional.of(this);
    }

    @Override
    public RingView view() {
      return view;
    }

    @Override
    public void onChange(Runnable action) {}

    @Override
    public CompletableFuture<Void> put(String key, Instance own, Predicate<Instance> forget) {
      written.add("put " + own.id());
      return answer;
    }

    @Override
    public CompletableFuture<Void> remove(String key, Instance member) {
      written.add("remove " + member.id());
      return answer;
    }

    @Override
    public void close() {}
  }

  private RingSource source() {
    return new MultiRingSource(first, second, settings.settings(), clock::nanoTime);
  }

  @Test
  void thePrimaryIsReadUnlessItIsAwayOrEmpty() {
    RingSource source = source();
    second.answer("b");
    assertThat(source.view().source()).as("the primary has not answered yet").isEqualTo("second");
    first.answer("a");
    assertThat(source.view().source()).isEqualTo("first");
    clock.advance(MultiRingSource.AWAY_AFTER);
    second.answer("b");
    assertThat(source.view().source()).isEqualTo("first");
    clock.advance(Duration.ofNanos(1));
    assertThat(source.view().source()).isEqualTo("second");
    clock.advance(Duration.ofHours(1));
    assertThat(source.view().source()).as("both are away").isEqualTo("second");
    first.answer("a");
    assertThat(source.view().source()).isEqualTo("first");
    assertThat(settings.logger().messages(Level.WARNING))
        .hasSize(2)
        .contains("phlare: ring from first is away or empty; that from second is used");
    assertThat(settings.logger().messages(Level.INFO)).hasSize(2);
  }

  @Test
  void anEmptySecondaryIsNeverUsed() {
    RingSource source = source();
    first.answer("a");
    clock.advance(Duration.ofHours(1));
    second.answer();
    assertThat(source.view().source()).isEqualTo("first");
  }

  private RingWriter writer(boolean mirror) {
    MultiConfig config = new MultiConfig("etcd", "consul", mirror, Duration.ofMillis(20));
    return new MultiRingStore(first, second, config, settings.settings()).writer().orElseThrow();
  }

  @Test
  void theSecondaryIsWrittenOnlyIfThatIsWanted() {
    Instance own = Instance.active("own", "own:1", "", TokenList.of(1));
    Await.result(writer(false).put("k", own, one -> false));
    assertThat(second.written).isEmpty();
    Await.result(writer(true).put("k", own, one -> false));
    Await.result(writer(true).remove("k", own));
    assertThat(first.written).containsExactly("put own", "put own", "remove own");
    assertThat(second.written).containsExactly("put own", "remove own");
  }

  @Test
  void aSecondaryThatDoesNotAnswerIsCountedAndTheOneThatFailsIsThePrimary() {
    Instance own = Instance.active("own", "own:1", "", TokenList.of(1));
    second.answer = new CompletableFuture<>();
    Await.result(writer(true).put("k", own, one -> false));
    assertThat(settings.meter().value("flaregate_ring_mirror_failures_total")).isEqualTo(1);
    first.answer = CompletableFuture.failedFuture(new IllegalStateException("no"));
    assertThatThrownBy(writer(true).put("k", own, one -> false)::get).hasMessageContaining("no");
  }
}
