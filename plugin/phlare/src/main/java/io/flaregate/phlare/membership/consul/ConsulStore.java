package io.flaregate.phlare.membership.consul;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.ConsulConfig;
import io.flaregate.phlare.membership.RingBounds;
import io.flaregate.phlare.membership.http.BoundedHttp;
import io.flaregate.phlare.membership.http.PollLoop;
import io.flaregate.phlare.membership.kv.Backoff;
import io.flaregate.phlare.membership.kv.KvStore;
import io.flaregate.phlare.membership.kv.RingFeed;
import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import io.flaregate.spi.component.Settings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Consul's key-value store. A key is watched by blocking queries on a thread of its own; changes
 * are written by compare-and-swap. Thread-safe.
 *
 * @see <a href="https://developer.hashicorp.com/consul/api-docs/features/blocking">blocking
 *     queries</a>
 */
public final class ConsulStore implements KvStore {
  /** An answer every few seconds, also when nothing changes, is what a listener must have. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final Duration MIN_BACKOFF = Duration.ofMillis(500);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);
  private static final long UNCHANGED_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int CAS_ATTEMPTS = 10;

  /** In base64, with room for what is around it. */
  private static final int MAX_ANSWER_BYTES = RingBounds.MAX_VALUE_BYTES / 3 * 4 + (64 << 10);

  private final ConsulConfig config;
  private final ConsulRequests requests;
  private final BoundedHttp http;
  private final Duration minBackoff;
  private final RandomGenerator random = new SecureRandom();
  private final String name;
  private final Set<PollLoop> open = ConcurrentHashMap.newKeySet();
  private final SwapQueue swaps;

  /** A client of Consul; nothing is asked yet. */
  public ConsulStore(ConsulConfig config, Settings settings) {
    this(config, settings, LONGEST_WAIT, MIN_BACKOFF);
  }

  ConsulStore(ConsulConfig config, Settings settings, Duration longestWait, Duration minBackoff) {
    this.config = requireNonNull(config, "config is null");
    this.minBackoff = requireNonNull(minBackoff, "minBackoff is null");
    Duration half = config.httpClientTimeout().dividedBy(2);
    requests = new ConsulRequests(config, half.compareTo(longestWait) < 0 ? half : longestWait);
    http = new BoundedHttp(settings.callbacks(), config.httpClientTimeout(), MAX_ANSWER_BYTES);
    name = "ring-consul-" + settings.id();
    swaps = new SwapQueue(name + "-cas", this::swap);
  }

  @Override
  public String type() {
    return "consul";
  }

  @Override
  public RingFeed.Following watch(String key, ValueListener listener) {
    Backoff backoff = new Backoff(minBackoff, MAX_BACKOFF, random);
    Watch watch = new Watch(key, listener);
    PollLoop loop = PollLoop.start(name + "-" + key, watch, watch::failed, backoff);
    open.add(loop);
    return () -> {
      open.remove(loop);
      loop.close();
    };
  }

  /** Follows a key; used by its thread alone. */
  private final class Watch implements PollLoop.Round {
    private final String key;
    private final ValueListener listener;
    private final ChangeRate rate =
        new ChangeRate(config.watchRateLimit(), config.watchBurstSize(), System.nanoTime());
    private long index;
    private byte @Nullable [] last;

    Watch(String key, ValueListener listener) {
      this.key = requireNonNull(key, "key is null");
      this.listener = requireNonNull(listener, "listener is null");
    }

    @Override
    public long run() throws StoreException, InterruptedException {
      long askedNanos = System.nanoTime();
      ConsulValue value = ConsulValue.read(http.send(requests.watch(key, index)));
      boolean unchanged = value.index() == index;
      // An index that goes back means that the store was set up anew: the count starts over.
      index = value.index() < index ? 0 : value.index();
      if (!Arrays.equals(last, value.bytes())) {
        last = value.bytes();
      }
      listener.onValue(last);
      long now = System.nanoTime();
      boolean early = unchanged && now - askedNanos < requests.waitNanos() / 2;
      // One that does not wait, such as a proxy's cache, must not be asked without a pause.
      return Math.max(rate.takeNanos(now), early ? UNCHANGED_PAUSE_NANOS : 0);
    }

    void failed(StoreException problem) {
      index = 0; // So that the next query is answered at once.
      listener.onFailure(problem);
    }
  }

  @Override
  public CompletableFuture<Void> cas(String key, Edit edit) {
    return swaps.add(key, edit);
  }

  private void swap(String key, Edit edit) throws StoreException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      ConsulValue current = ConsulValue.read(http.send(requests.read(key)));
      byte[] edited = edit.apply(current.bytes());
      if (edited == null || put(key, edited, current.modifyIndex())) {
        return;
      }
      if (attempt == CAS_ATTEMPTS) {
        throw new StoreException(
            StoreFailure.CONFLICT, key + " was written by others " + CAS_ATTEMPTS + " times");
      }
      TimeUnit.NANOSECONDS.sleep((long) (config.casRetryDelay().toNanos() * random.nextDouble()));
    }
  }

  private boolean put(String key, byte[] value, long modifyIndex)
      throws StoreException, InterruptedException {
    return ConsulRequests.isTrue(http.send(requests.cas(key, value, modifyIndex)));
  }

  @Override
  public void close() {
    swaps.close();
    open.forEach(PollLoop::close);
    open.clear();
  }
}
