package io.flaregate.ingester.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. Batches that wait when it becomes free share a commit, and with it a
 * flush of the disk; each is answered after that commit. Callers bound the bytes that wait.
 */
final class Writer implements AutoCloseable {
  private static final int MAX_GROUP = 256;
  private static final long RETENTION_SECONDS = 30;

  private record Task(
      @Nullable String tenant, List<NewProfile> profiles, CompletableFuture<Appended> answer) {}

  /** Ends the thread once all that came before it is written. */
  private static final Task STOP = new Task(null, List.of(), new CompletableFuture<>());

  private final Connection connection;
  private final Inserts inserts;
  private final Retention retention;
  private final Clock clock;
  private final Executor callbacks;
  private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private final Object closing = new Object();
  private boolean closed;
  private volatile Totals totals;
  private final AtomicLong deleted = new AtomicLong();

  /**
   * Starts the thread.
   *
   * @param callbacks where answers are given, so that none of them can hold up the writing
   */
  Writer(Connection connection, StoreOptions options, Clock clock, Executor callbacks)
      throws SQLException {
    this.connection = connection;
    this.inserts = new Inserts(connection, options.maxSeriesPerTenant());
    this.retention = new Retention(connection, options);
    this.clock = clock;
    this.callbacks = callbacks;
    try (Statement statement = connection.createStatement()) {
      this.totals =
          new Totals(
              Database.number(statement, "SELECT count(*) FROM profile"),
              Database.number(statement, "SELECT coalesce(sum(stored_bytes), 0) FROM profile"),
              Database.number(statement, "SELECT count(*) FROM series"));
    }
    connection.rollback();
    this.thread = new Thread(this::run, "flaregate-ingester-writer");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  CompletableFuture<Appended> append(String tenant, List<NewProfile> profiles) {
    CompletableFuture<Appended> answer = new CompletableFuture<>();
    synchronized (closing) {
      if (closed) {
        return CompletableFuture.failedFuture(new StoreException("the store is closed"));
      }
      queue.add(new Task(tenant, List.copyOf(profiles), answer));
    }
    return answer;
  }

  Totals totals() {
    return totals;
  }

  /** How many profiles retention has deleted since the start. */
  long deleted() {
    return deleted.get();
  }

  private void run() {
    List<Task> group = new ArrayList<>();
    boolean stopping = false;
    while (!stopping) {
      group.clear();
      try {
        Task first = queue.poll(RETENTION_SECONDS, TimeUnit.SECONDS);
        if (first != null) {
          group.add(first);
          queue.drainTo(group, MAX_GROUP - 1);
        }
      } catch (InterruptedException e) {
        // Nobody else knows this thread: only a stop ends it.
        continue;
      }
      stopping = group.remove(STOP);
      if (!group.isEmpty()) {
        write(group);
      }
      retain();
    }
  }

  private void write(List<Task> group) {
    List<Appended> answers = new ArrayList<>(group.size());
    try {
      for (Task task : group) {
        String tenant = task.tenant();
        answers.add(
            tenant == null
                ? new Appended(0, "")
                : inserts.append(tenant, task.profiles(), clock.millis()));
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      fail(group, e);
      return;
    }
    Totals added = inserts.takeAdded();
    totals = totals.plus(added.profiles(), added.bytes(), added.series());
    for (int i = 0; i < group.size(); i++) {
      Appended answer = answers.get(i);
      group.get(i).answer().completeAsync(() -> answer, callbacks);
    }
  }

  private void fail(List<Task> group, Exception cause) {
    rollback();
    StoreException failure =
        new StoreException("profiles cannot be written: " + cause.getMessage(), cause);
    for (Task task : group) {
      callbacks.execute(() -> task.answer().completeExceptionally(failure));
    }
  }

  private void rollback() {
    inserts.forget();
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is broken; the next write says so to its caller.
    }
  }

  private void retain() {
    if (!retention.limited()) {
      return;
    }
    try {
      Totals gone = retention.deleteSome(totals, clock.millis());
      while (gone.profiles() != 0) {
        totals = totals.plus(gone.profiles(), gone.bytes(), gone.series());
        deleted.addAndGet(-gone.profiles());
        inserts.forget();
        gone = queue.isEmpty() ? retention.deleteSome(totals, clock.millis()) : Totals.NONE;
      }
    } catch (SQLException e) {
      // Tried again after the next write; what is held too long harms no answer.
      rollback();
    }
  }

  @Override
  public void close() {
    synchronized (closing) {
      if (closed) {
        return;
      }
      closed = true;
      queue.add(STOP);
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      inserts.close();
    } catch (SQLException e) {
      // All that was answered is on the disk already.
    }
  }
}
