package io.flaregate.ingester.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Profiles of many tenants in one directory. What {@link #append} has answered for survives a crash
 * of the process and, as far as the disk keeps what it has flushed, of the machine. Thread-safe.
 */
public final class ProfileStore implements AutoCloseable {
  private static final int READERS = 4;
  private static final long READER_WAIT_SECONDS = 30;

  /** A question asked of a snapshot. */
  @FunctionalInterface
  public interface Question<T> {
    /** Asks. */
    T ask(ProfileReader reader) throws SQLException;
  }

  private final DirectoryLock lock;
  private final Writer writer;
  private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);

  private ProfileStore(DirectoryLock lock, Writer writer) {
    this.lock = lock;
    this.writer = writer;
  }

  /**
   * Opens a store, or makes one.
   *
   * @param clock tells the time of arrival
   * @param callbacks where {@link #append} gives its answers
   * @throws StoreException if the directory is taken, cannot be written, or holds something else
   */
  public static ProfileStore open(StoreOptions options, Clock clock, Executor callbacks) {
    DirectoryLock lock = DirectoryLock.take(options.directory());
    try {
      Database database = new Database(options.directory());
      Writer writer = new Writer(database.openForWriting(), options, clock, callbacks);
      ProfileStore store = new ProfileStore(lock, writer);
      try {
        for (int i = 0; i < READERS; i++) {
          store.readers.add(database.openForReading());
        }
        return store;
      } catch (SQLException e) {
        store.close();
        throw e;
      }
    } catch (SQLException e) {
      lock.close();
      throw new StoreException(
          "store in " + options.directory() + " cannot be opened: " + e.getMessage(), e);
    } catch (StoreException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Stores profiles in order, up to the first that is refused.
   *
   * @return completes when they are on the disk; fails with a {@link StoreException} if nothing of
   *     them could be stored
   */
  public CompletableFuture<Appended> append(String tenant, List<NewProfile> profiles) {
    return writer.append(tenant, profiles);
  }

  /**
   * Asks a question of one snapshot of the store.
   *
   * @throws StoreException if the store cannot be read, or too many are asking
   */
  public <T> T read(Question<T> question) {
    Connection connection = borrow();
    try {
      try {
        return question.ask(new ProfileReader(connection));
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new StoreException("the store cannot be read: " + e.getMessage(), e);
    } finally {
      readers.add(connection);
    }
  }

  private Connection borrow() {
    try {
      Connection connection = readers.poll(READER_WAIT_SECONDS, TimeUnit.SECONDS);
      if (connection != null) {
        return connection;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new StoreException("the store is closed, or busy with other questions");
  }

  /** What the store holds now. */
  public Totals totals() {
    return writer.totals();
  }

  /** How many profiles retention has deleted since the store was opened. */
  public long deleted() {
    return writer.deleted();
  }

  /** Writes what has been handed over, waits for questions under way, and closes. */
  @Override
  public void close() {
    writer.close();
    Connection connection = readers.poll();
    while (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // Nothing was to be written through it.
      }
      connection = readers.poll();
    }
    lock.close();
  }
}
