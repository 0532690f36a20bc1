package io.flaregate.phlare.membership.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import io.flaregate.phlare.membership.kv.Backoff;
import io.flaregate.phlare.membership.kv.KvStore.ValueListener;
import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Follows one key of etcd on a thread of its own: reads it, then takes the changes after that
 * revision from a watch, of which the newest counts. Every few seconds the key is read again, which
 * shows that etcd still answers. When the watch breaks, etcd has compacted the revision or its
 * revisions go back, the key is read and the watch goes on from there.
 */
final class EtcdWatch implements AutoCloseable {
  private static final Duration READ_EVERY = Duration.ofSeconds(3);
  private static final Duration MIN_PAUSE = Duration.ofMillis(100);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(3);

  /**
   * After a change the watch rests for a multiple of the time that it took, so that a large ring
   * with many heartbeats takes a tenth of a core at most; of the changes meanwhile the newest
   * counts.
   */
  private static final int REST_TIMES = 9;

  private static final long MAX_REST_NANOS = 900_000_000;
  private static final long CLOSE_MILLIS = 5_000;

  private final EtcdKvStore store;
  private final Watch client;
  private final ByteSequence key;
  private final ValueListener listener;
  private final Backoff backoff = new Backoff(MIN_PAUSE, MAX_PAUSE, new SecureRandom());
  private final Object lock = new Object();
  private @Nullable Thread thread;
  private @Nullable Change pending;
  private Watch.@Nullable Watcher watcher;
  private boolean broken = true;
  private boolean closed;

  /** What the key held last. */
  private byte @Nullable [] value;

  private long valueRevision;
  private long readRevision;

  /** The key was written, or else deleted. */
  private record Change(KeyValue now, boolean deleted) {
    long revision() {
      return now.getModRevision();
    }

    byte @Nullable [] bytes() {
      return deleted ? null : now.getValue().getBytes();
    }
  }

  EtcdWatch(EtcdKvStore store, Watch client, String key, ValueListener listener) {
    this.store = store;
    this.client = client;
    this.key = ByteSequence.from(key, UTF_8);
    this.listener = listener;
  }

  void start(String name) {
    Thread started = new Thread(this::run, name);
    started.setDaemon(true);
    synchronized (lock) {
      thread = started;
    }
    started.start();
  }

  private void run() {
    while (!isClosed()) {
      try {
        read();
        if (followUntilNextRead()) {
          backoff.reset();
        } else {
          pause(backoff.nextNanos());
        }
      } catch (InterruptedException e) {
        // Nobody but close() ends this thread.
        return;
      } catch (ExecutionException | RuntimeException e) {
        failed(e);
      }
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /** Reads the key and tells of it; opens the watch if there is none that works. */
  private void read() throws InterruptedException, ExecutionException {
    GetResponse answer = store.get(key).get();
    long revision = answer.getHeader().getRevision();
    boolean back = revision < readRevision;
    readRevision = revision;
    KeyValue found = answer.getKvs().isEmpty() ? null : answer.getKvs().get(0);
    long modified = found == null ? 0 : found.getModRevision();
    if (back || modified != valueRevision) {
      value = found == null ? null : found.getValue().getBytes();
      valueRevision = modified;
    }
    listener.onValue(value);
    if (back) {
      stopWatching();
    }
    watchFrom(revision + 1);
  }

  private void watchFrom(long revision) {
    synchronized (lock) {
      if (!broken || closed) {
        return;
      }
      pending = null;
      broken = false;
    }
    Watch.Watcher opened =
        client.watch(
            key,
            WatchOption.builder().withRevision(revision).withRequireLeader(true).build(),
            Watch.listener(this::onEvents, failure -> breakUp(), this::breakUp));
    synchronized (lock) {
      watcher = opened;
    }
  }

  private void onEvents(WatchResponse response) {
    synchronized (lock) {
      for (WatchEvent event : response.getEvents()) {
        boolean deleted = event.getEventType() == WatchEvent.EventType.DELETE;
        pending = new Change(event.getKeyValue(), deleted);
      }
      lock.notifyAll();
    }
  }

  /** The watch ended: by a lost connection, or because etcd has compacted its revision. */
  private void breakUp() {
    synchronized (lock) {
      broken = true;
      lock.notifyAll();
    }
  }

  /** Whether the watch still works. */
  private boolean followUntilNextRead() throws InterruptedException {
    long end = System.nanoTime() + READ_EVERY.toNanos();
    while (true) {
      Change change;
      synchronized (lock) {
        long left = end - System.nanoTime();
        while (pending == null && !broken && !closed && left > 0) {
          lock.wait(left / 1_000_000 + 1);
          left = end - System.nanoTime();
        }
        change = pending;
        pending = null;
        if (change == null) {
          return !broken;
        }
      }
      if (change.revision() > valueRevision) {
        value = change.bytes();
        valueRevision = value == null ? 0 : change.revision();
        long start = System.nanoTime();
        listener.onValue(value);
        pause(Math.min(MAX_REST_NANOS, REST_TIMES * (System.nanoTime() - start)));
      }
    }
  }

  private void failed(Exception failure) {
    stopWatching();
    if (isClosed()) {
      return;
    }
    if (failure instanceof RuntimeException) {
      listener.onFailure(new StoreException(StoreFailure.INTERNAL, "etcd watch failed", failure));
    } else {
      listener.onFailure(EtcdFailures.of(failure));
    }
    pause(backoff.nextNanos());
  }

  private void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    synchronized (lock) {
      try {
        for (long left = end - System.nanoTime();
            left > 0 && !closed;
            left = end - System.nanoTime()) {
          lock.wait(left / 1_000_000 + 1);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void stopWatching() {
    Watch.Watcher opened;
    synchronized (lock) {
      opened = watcher;
      watcher = null;
      broken = true;
    }
    if (opened != null) {
      opened.close();
    }
  }

  @Override
  public void close() {
    Thread running;
    synchronized (lock) {
      closed = true;
      running = thread;
      lock.notifyAll();
    }
    stopWatching();
    if (running == null || running == Thread.currentThread()) {
      return;
    }
    running.interrupt();
    try {
      running.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
