package io.flaregate.phlare.membership.memberlist;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.MemberlistConfig;
import io.flaregate.ring.Instance;
import io.flaregate.ring.desc.RingDesc;
import io.flaregate.ring.desc.RingDescCodec;
import io.flaregate.spi.component.Settings;
import io.flaregate.transport.tls.TlsException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * An observer of a memberlist cluster: one thread that pulls the state of a node now and then,
 * merges the rings that are watched, and pushes own entries along. It opens no port and announces
 * no node. Thread-safe.
 */
public final class Memberlist implements AutoCloseable {
  private static final long CLOSE_MILLIS = 5_000;

  private final PushPullClient client;
  private final Puller puller;
  private final PullPace pace;
  private final MemberlistMetrics metrics;
  private final SeedLog log;
  private final Thread thread;
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private final PushQueue pushes = new PushQueue();
  private final Object lock = new Object();
  private boolean awake;
  private volatile boolean closed;

  private Memberlist(
      MemberlistConfig config, PushPullClient client, Dns dns, String name, Settings settings) {
    SecureRandom random = new SecureRandom();
    this.client = client;
    this.metrics = new MemberlistMetrics(settings.meter());
    this.log = new SeedLog(settings.logger(), settings.id().toString());
    this.pace = new PullPace(config, random);
    this.puller =
        new Puller(
            config,
            new Seeds(config, dns, System::nanoTime, random.nextInt()),
            client::exchange,
            settings.clock(),
            System::nanoTime,
            metrics,
            log);
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Starts to observe a cluster.
   *
   * @param settings whose logger, meter, clock and scheduler are used
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  public static Memberlist open(MemberlistConfig config, Settings settings) throws TlsException {
    return open(config, Dns.SYSTEM, settings);
  }

  static Memberlist open(MemberlistConfig config, Dns dns, Settings settings) throws TlsException {
    MemberlistTls tls = config.tlsEnabled() ? new MemberlistTls(config) : null;
    PushPullClient client = new PushPullClient(config, tls, settings.scheduler());
    Memberlist memberlist =
        new Memberlist(config, client, dns, "memberlist-" + settings.id(), settings);
    memberlist.thread.start();
    return memberlist;
  }

  /** Follows a ring: {@code collectors/ring}. Nothing is known of it before the next answer. */
  public Watch watch(String key, RingListener listener) {
    Watch watch = new Watch(key, listener);
    watches.add(watch);
    wake();
    return watch;
  }

  /** A listener to a ring, until it is closed. */
  public final class Watch implements AutoCloseable {
    private final String key;
    private final RingListener listener;
    private List<Instance> last = List.of();
    private boolean told;

    private Watch(String key, RingListener listener) {
      this.key = requireNonNull(key, "key is null");
      this.listener = requireNonNull(listener, "listener is null");
    }

    /** Called by the pulling thread alone. */
    private void tell(List<Instance> members, boolean heard) {
      boolean changed = !told || !members.equals(last);
      if (heard || (told && changed)) {
        told = true;
        last = members;
        listener.onRing(members, changed);
      }
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }

  /**
   * Makes an entry known to the cluster, now. An entry of the same ring and id that still waits is
   * replaced. Nodes take it only if its heartbeat is newer, by a second or more, than the one that
   * they have, or equal if it is LEFT; {@link #watch} shows what they took.
   *
   * @param key the ring: {@code collectors/distributor}
   * @param own the entry; only ever one's own, for nodes accept any
   * @return completed when a node has merged it, or failed if none did: then nobody tries again
   */
  public CompletableFuture<Void> publish(String key, Instance own) {
    byte[] value = RingDescCodec.encode(RingDesc.of(List.of(own)));
    byte[] pair = KeyValue.write(key, KeyValue.RING_CODEC, value);
    CompletableFuture<Void> done = pushes.add(key, own.id(), pair);
    if (closed) {
      pushes.take().failed(isClosed());
    }
    wake();
    return done;
  }

  private static MemberlistException isClosed() {
    return new MemberlistException(PullFailure.CLOSED, "this observer is closed");
  }

  private void run() {
    while (!closed) {
      long pauseNanos = pull();
      await(pauseNanos);
    }
    pushes.take().failed(isClosed());
  }

  /** One round; returns how long to pause after it. */
  private long pull() {
    PushQueue.Batch batch = pushes.take();
    try {
      Set<String> keys = watches.stream().map(watch -> watch.key).collect(Collectors.toSet());
      Puller.Round round = puller.round(keys, batch.pairs(), () -> closed);
      batch.done();
      tell(round.heard());
      return pace.nanosAfterAnswer(round.answerBytes());
    } catch (MemberlistException e) {
      batch.failed(e);
      tell(Set.of());
    } catch (RuntimeException e) {
      // A defect must not end the thread: the ring would stand still without a word.
      batch.failed(e);
      metrics.failed(PullFailure.INTERNAL);
      log.defect(e);
    }
    return pace.nanosAfterFailure();
  }

  private void tell(Set<String> heard) {
    for (Watch watch : watches) {
      watch.tell(puller.members(watch.key), heard.contains(watch.key));
    }
  }

  private void wake() {
    synchronized (lock) {
      awake = true;
      lock.notifyAll();
    }
  }

  private void await(long pauseNanos) {
    long end = System.nanoTime() + pauseNanos;
    synchronized (lock) {
      try {
        for (long left = pauseNanos;
            left > 0 && !awake && !closed;
            left = end - System.nanoTime()) {
          lock.wait(left / 1_000_000, (int) (left % 1_000_000));
        }
      } catch (InterruptedException e) {
        // Nobody but close() ends this thread.
        Thread.interrupted();
      }
      awake = false;
    }
  }

  /** Breaks off what is under way; what was watched stays as it was. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    wake();
    client.close();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      // A look-up of a name cannot be broken off; the thread ends after it.
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
