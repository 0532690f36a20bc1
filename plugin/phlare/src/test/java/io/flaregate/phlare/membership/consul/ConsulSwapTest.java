package io.flaregate.phlare.membership.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.kv.KvRingStore;
import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import io.flaregate.ring.Instance;
import io.flaregate.ring.desc.RingDescCodec;
import io.flaregate.spi.testing.Await;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is written to the store beside what others write. */
class ConsulSwapTest extends ConsulFixture {
  @Test
  void entriesAreSwappedInBesideThoseOfOthers() {
    KvRingStore store = store();
    Await.result(store.put(KEY, active("own", NOW, 7), other -> false));
    assertThat(consul.requests())
        .containsExactly("GET /v1/kv/collectors/ring", "PUT /v1/kv/collectors/ring?cas=0");
    RingSource source = source(store);
    awaitIds(source, "own");
    consul.put(KEY, value(active("dead", NOW - 9999, 1), active("own", NOW, 7)));
    Await.result(store.put(KEY, active("own", NOW + 1, 7), other -> other.id().equals("dead")));
    Await.until(
        "the new heartbeat is seen",
        () -> source.view().ring().instance(0).heartbeatUnixSeconds() == NOW + 1);
    awaitIds(source, "own");
    Await.result(store.remove(KEY, active("own", NOW, 7)));
    awaitIds(source);
    int before = consul.requests().size();
    Await.result(store.remove("other/ring", active("own", NOW, 7)));
    assertThat(consul.requests().subList(before, consul.requests().size()))
        .noneMatch(request -> request.startsWith("PUT"));
  }

  @Test
  void aLostSwapIsDoneAgainWithWhatTheOtherWrote() throws Exception {
    AtomicInteger races = new AtomicInteger();
    consul.beforeSwap(
        key -> {
          if (races.incrementAndGet() <= 3) {
            consul.put(key, value(active("rival-" + races.get(), NOW, races.get())));
          }
        });
    Await.result(store().put(KEY, active("own", NOW, 7), other -> false));
    assertThat(races).hasValue(4);
    assertThat(RingDescCodec.decode(consul.get(KEY), 1 << 20).instances())
        .extracting(Instance::id)
        .containsExactlyInAnyOrder("own", "rival-3");
  }

  @Test
  void aSwapThatIsLostAgainAndAgainFails() {
    consul.beforeSwap(key -> consul.put(key, value(active("rival", NOW, 1))));
    assertFails(
        store().put(KEY, active("own", NOW, 7), other -> false),
        StoreFailure.CONFLICT,
        "collectors/ring was written by others 10 times");
  }

  @Test
  void aSwapOnAFailingOrClosedStoreFails() {
    consul.fail("No cluster leader");
    KvRingStore store = store();
    assertFails(
        store.put(KEY, active("own", NOW, 7), other -> false),
        StoreFailure.REFUSED,
        "answered with status 500: No cluster leader");
    consul.behave(null);
    consul.put(KEY, new byte[] {1, 2, 3});
    assertFails(
        store.put(KEY, active("own", NOW, 7), other -> false),
        StoreFailure.MALFORMED,
        "value cannot be read");
    assertThat(consul.get(KEY)).as("left alone").containsExactly(1, 2, 3);
    store.close();
    assertFails(
        store.put(KEY, active("own", NOW, 7), other -> false),
        StoreFailure.UNSUPPORTED,
        "the store is closed");
  }

  private static void assertFails(Future<?> done, StoreFailure reason, String message) {
    assertThatThrownBy(() -> done.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.failure()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  @Test
  void closingBreaksOffWhatIsUnderWay() {
    KvRingStore store = store(config("", false, 0, Duration.ofSeconds(20)));
    RingSource source = source(store);
    consul.put(KEY, value(active("a", NOW, 10)));
    awaitIds(source, "a");
    consul.behave(exchange -> Await.holdsWithin(Duration.ofSeconds(3), () -> false));
    Future<Void> swap = store.put(KEY, active("own", NOW, 7), other -> false);
    store.close();
    assertFails(swap, StoreFailure.UNSUPPORTED, "the store is closed");
    assertThat(ids(source)).containsExactly("a");
    assertThat(failures(StoreFailure.INTERNAL)).isZero();
  }
}
