package io.flaregate.phlare.membership.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.PutOption;
import io.flaregate.phlare.config.EtcdConfig;
import io.flaregate.phlare.membership.kv.Backoff;
import io.flaregate.phlare.membership.kv.KvMetrics;
import io.flaregate.phlare.membership.kv.KvStore;
import io.flaregate.phlare.membership.kv.RingFeed;
import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import io.flaregate.spi.component.Settings;
import io.flaregate.transport.tls.TlsException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Rings in etcd, by its API v3. */
public final class EtcdKvStore implements KvStore {
  private static final Duration MIN_CAS_PAUSE = Duration.ofMillis(10);
  private static final Duration MAX_CAS_PAUSE = Duration.ofMillis(500);

  private final EtcdConfig config;
  private final Settings settings;
  private final Client client;
  private final KvMetrics metrics;
  private final List<EtcdWatch> watches = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  private EtcdKvStore(EtcdConfig config, Settings settings, Client client) {
    this.config = config;
    this.settings = settings;
    this.client = client;
    metrics = new KvMetrics(settings.meter(), "etcd");
  }

  /**
   * A store that connects when it is used first.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  public static EtcdKvStore open(EtcdConfig config, Settings settings) throws TlsException {
    return new EtcdKvStore(config, settings, EtcdClients.open(config));
  }

  @Override
  public String type() {
    return "etcd";
  }

  @Override
  public RingFeed.Following watch(String key, ValueListener listener) {
    EtcdWatch watch = new EtcdWatch(this, client.getWatchClient(), key, listener);
    watches.add(watch);
    watch.start("etcd-" + settings.id() + "-" + key);
    return () -> {
      watches.remove(watch);
      watch.close();
    };
  }

  /** Reads a key, within the time that a request may take. */
  CompletableFuture<GetResponse> get(ByteSequence key) {
    long start = System.nanoTime();
    return within(client.getKVClient().get(key))
        .whenComplete((answer, failure) -> observe("GET", failure, start));
  }

  private void observe(String operation, @Nullable Throwable failure, long startNanos) {
    metrics.observe(operation, failure == null, System.nanoTime() - startNanos);
  }

  /** The timer is that of the host: a thread of the JDK's own would outlive the plugin. */
  private <T> CompletableFuture<T> within(CompletableFuture<T> request) {
    Future<?> timer =
        settings
            .scheduler()
            .schedule(
                () -> request.completeExceptionally(new TimeoutException()),
                config.dialTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    return request.whenComplete((answer, failure) -> timer.cancel(false));
  }

  @Override
  public CompletableFuture<Void> cas(String key, Edit edit) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (closed) {
      done.completeExceptionally(new StoreException(StoreFailure.UNSUPPORTED, "etcd is closed"));
      return done;
    }
    new Swap(ByteSequence.from(key, UTF_8), edit, done).attempt();
    return done;
  }

  /** One compare-and-swap with its repetitions. */
  private final class Swap {
    private final ByteSequence key;
    private final Edit edit;
    private final CompletableFuture<Void> done;
    private final Backoff backoff = new Backoff(MIN_CAS_PAUSE, MAX_CAS_PAUSE, new SecureRandom());
    private int attempts;

    Swap(ByteSequence key, Edit edit, CompletableFuture<Void> done) {
      this.key = key;
      this.edit = edit;
      this.done = done;
    }

    void attempt() {
      try {
        var unused = get(key).thenCompose(this::write).whenComplete(this::answered);
      } catch (RuntimeException e) {
        // Once it is closed the client refuses by throwing.
        answered(null, e);
      }
    }

    /** Whether the value was written or need not be. */
    private CompletableFuture<Boolean> write(GetResponse answer) {
      List<KeyValue> found = answer.getKvs();
      long start = System.nanoTime();
      byte[] value;
      try {
        value = edit.apply(found.isEmpty() ? null : found.get(0).getValue().getBytes());
      } catch (StoreException e) {
        return CompletableFuture.failedFuture(e);
      }
      if (value == null) {
        return CompletableFuture.completedFuture(true);
      }
      long revision = found.isEmpty() ? 0 : found.get(0).getModRevision();
      return within(
              client
                  .getKVClient()
                  .txn()
                  .If(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.modRevision(revision)))
                  .Then(Op.put(key, ByteSequence.from(value), PutOption.DEFAULT))
                  .commit())
          .whenComplete((result, failure) -> observe("CAS", failure, start))
          .thenApply(result -> result.isSucceeded());
    }

    private void answered(@Nullable Boolean written, @Nullable Throwable failure) {
      if (failure != null) {
        done.completeExceptionally(EtcdFailures.of(failure));
      } else if (Boolean.TRUE.equals(written)) {
        done.complete(null);
      } else if (++attempts > config.maxRetries()) {
        done.completeExceptionally(
            new StoreException(
                StoreFailure.CONFLICT,
                "etcd: others wrote the key each of " + attempts + " times (max_retries)"));
      } else {
        var unused =
            settings.scheduler().schedule(this::attempt, backoff.nextNanos(), TimeUnit.NANOSECONDS);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    watches.forEach(EtcdWatch::close);
    watches.clear();
    client.close();
  }
}
