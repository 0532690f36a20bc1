package io.flaregate.phlare.membership.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.membership.RingBounds;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.desc.RingDesc;
import io.flaregate.ring.desc.RingDescCodec;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.TestSettings;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KvRingSourceTest {
  private static final String KEY = "collectors/ring";
  private static final String FAILURES = "flaregate_ring_store_failures_total";
  private static final long NOW = FakeClock.START.getEpochSecond();

  private final FakeClock clock = new FakeClock();
  private final TestSettings settings = new TestSettings("phlare", clock);
  private final Store store = new Store();
  private final KvRingSource source =
      new KvRingSource(
          new KvRingFeed(store, KEY),
          "test " + KEY,
          RingConfig.DEFAULT,
          settings.settings(),
          clock::nanoTime);

  @AfterEach
  void close() {
    source.close();
    assertThat(store.listener).isNull();
    settings.close();
  }

  /** A store that tells what the test wants it to. */
  private static final class Store implements KvStore {
    private @Nullable ValueListener listener;

    @Override
    public String type() {
      return "test";
    }

    @Override
    public RingFeed.Following watch(String key, ValueListener wanted) {
      assertThat(key).isEqualTo(KEY);
      listener = wanted;
      return () -> listener = null;
    }

    @Override
    public CompletableFuture<Void> cas(String key, Edit edit) {
      throw new UnsupportedOperationException();
    }

    void hold(byte @Nullable [] value) {
      Objects.requireNonNull(listener).onValue(value);
    }

    void fail(StoreFailure failure) {
      Objects.requireNonNull(listener).onFailure(new StoreException(failure, "it fails"));
    }

    @Override
    public void close() {}
  }

  private static Instance member(String id, int... tokens) {
    return Instance.active(id, id + ":1", "", TokenList.of(tokens)).withHeartbeat(NOW);
  }

  private static byte[] value(Instance... members) {
    return RingDescCodec.encode(RingDesc.of(List.of(members)));
  }

  private List<String> ids() {
    return source.view().ring().instances().stream().map(Instance::id).toList();
  }

  private List<String> warnings() {
    return settings.logger().messages(Level.WARNING);
  }

  @Test
  void changesArePublishedAndTold() {
    AtomicInteger changes = new AtomicInteger();
    source.onChange(changes::incrementAndGet);
    byte[] first = value(member("a", 1));
    store.hold(first);
    assertThat(ids()).containsExactly("a");
    assertThat(changes).hasValue(1);
    clock.advance(Duration.ofSeconds(1));
    store.hold(first);
    assertThat(changes).as("nothing is different").hasValue(1);
    assertThat(source.view().age(clock.nanoTime())).isEqualTo(Duration.ZERO);
    store.hold(null);
    assertThat(ids()).isEmpty();
    assertThat(changes).hasValue(2);
  }

  @Test
  void aMemberThatFallsSilentIsAChange() {
    byte[] value = value(member("a", 1));
    store.hold(value);
    AtomicInteger changes = new AtomicInteger();
    source.onChange(changes::incrementAndGet);
    for (int i = 0; i < 13; i++) {
      clock.advance(Duration.ofSeconds(5));
      store.hold(value);
    }
    assertThat(changes).hasValue(1);
    assertThat(source.view().missing()).contains("has 0 healthy ingesters");
  }

  @Test
  void rubbishOfEveryKindLeavesTheLastGoodRingAndIsToldOncePerKind() {
    store.hold(value(member("a", 1)));
    byte[] good = value(member("b", IntStream.range(0, 100).toArray()));
    List<byte[]> rubbish = new ArrayList<>();
    for (int cut = 1; cut < good.length; cut++) {
      rubbish.add(Arrays.copyOf(good, cut));
    }
    rubbish.add(new byte[] {-1, -1, -1, -1, 15});
    rubbish.add(new byte[10 << 20]);
    rubbish.add(value(member("big", IntStream.range(0, 100_000).toArray())));
    rubbish.add(value(member("x".repeat(RingBounds.MAX_TEXT_CHARS + 1), 1)));
    rubbish.forEach(store::hold);
    assertThat(ids()).containsExactly("a");
    assertThat(settings.meter().total(FAILURES)).isEqualTo(rubbish.size());
    assertThat(warnings()).hasSize(2);
    assertThat(warnings().get(0))
        .startsWith("phlare: ring from test collectors/ring: value cannot be read: snappy: corrupt")
        .endsWith("; the last good ring is kept");
    assertThat(warnings().get(1))
        .isEqualTo(
            "phlare: ring from test collectors/ring: value is 10485760 bytes long, limit 8388608;"
                + " the last good ring is kept");
    store.hold(good);
    assertThat(ids()).containsExactly("b");
    assertThat(settings.logger().messages(Level.INFO))
        .containsExactly(
            "phlare: ring from test collectors/ring: is well again; the ring has 1 members");
  }

  @Test
  void anOutageIsToldOnceAndCountedAndKillsNobody() {
    byte[] value = value(member("a", 1));
    store.hold(value);
    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofMinutes(5));
      store.fail(StoreFailure.UNREACHABLE);
    }
    store.hold(value);
    assertThat(source.view().missing()).isEmpty();
    assertThat(settings.meter().value(FAILURES, "test " + KEY, "unreachable")).isEqualTo(10);
    assertThat(warnings())
        .containsExactly(
            "phlare: ring from test collectors/ring: it fails; the last good ring is kept");
    store.fail(StoreFailure.UNREACHABLE);
    assertThat(warnings()).as("another outage").hasSize(2);
  }

  @Test
  void oddMembersAreTakenAsOtherReadersTakeThem() {
    store.hold(
        value(
            member("a", 1, 1, 2),
            member("b", 2),
            member("c", 3).withState(InstanceState.of(99)),
            new Instance("d", "", "", InstanceState.ACTIVE, NOW, 0, false, 0, TokenList.of(4))));
    assertThat(ids()).containsExactly("a", "b", "c", "d");
    assertThat(source.view().ring().healthyInstances(source.view().liveness()))
        .extracting(Instance::id)
        .containsExactly("a", "b");
    assertThat(warnings())
        .containsExactly(
            "phlare: ring from test collectors/ring: member \"d\" has no address that can be"
                + " connected to; it is left out");
  }

  @Test
  void membersCannotForgeLogLines() {
    store.hold(
        RingDescCodec.encode(
            new RingDesc(
                List.of(
                    new RingDesc.Entry(
                        "x\nERROR lost",
                        new Instance(
                            "", "", "", InstanceState.ACTIVE, NOW, 0, false, 0, TokenList.of(1)),
                        Map.of())))));
    assertThat(warnings()).singleElement().asString().contains("x?ERROR lost");
  }
}
