package io.flaregate.phlare.wal.log;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A log of records on disk. What {@link #append} has completed is kept through any end of the
 * process or the machine until it is {@link #acknowledge acknowledged}; what is damaged later loses
 * the damaged record alone.
 *
 * <p>Life: {@link #open} takes the directory and is quick; {@link #replay} shows, once, the records
 * of earlier runs, beside which records may be appended already; {@link #close} ends it. A process
 * that ends without is no harm. Delivery is at least once: an acknowledgement that had not reached
 * the disk is forgotten, and the record is shown again.
 *
 * <p>Files: {@code NNNN.seg}, segments with records one after another ({@link RecordFormat});
 * {@code journal}, what of them is done with ({@link Journal}); {@code lock}. One thread writes: it
 * takes all appends that wait, writes them, forces the file once, and tells them all; so a batch is
 * as large as the disk is slow, and nothing is ever delayed to make one. A segment is deleted when
 * nothing in it is left; the last records of a segment that is otherwise done with are copied to
 * the end of the log under their old ids.
 *
 * <p>In memory are 8 bytes and a bit per record of a segment, whatever the size of the records.
 * Thread-safe.
 */
public final class RecordLog implements Closeable {
  private static final int MAX_RELOCATED_RECORDS = 512;
  private static final long MAX_RELOCATED_BYTES = 1 << 20;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final LogDirectory directory;
  private final LogOptions options;
  private final LogListener listener;
  private final Executor callbacks;
  private final LogIndex index = new LogIndex();
  private final Recovery recovery;
  private final RecordReader reader;
  private final JournalKeeper journal;
  private final LogWriter writer;
  private final Thread thread;

  // Guarded by index.
  private List<LogWriter.Group> pending = new ArrayList<>();
  private long pendingBytes;
  private boolean closed;
  private boolean replayed;

  private volatile boolean replaying = true;

  private RecordLog(
      LogDirectory directory,
      LogOptions options,
      Executor callbacks,
      LogListener listener,
      Recovery recovery) {
    this.directory = directory;
    this.options = options;
    this.callbacks = callbacks;
    this.listener = listener;
    this.recovery = recovery;
    reader = new RecordReader(directory);
    journal = new JournalKeeper(directory, index, listener, recovery.salt());
    writer = new LogWriter(directory, options, listener, index, journal, recovery);
    thread = new Thread(this::run, "log-writer " + directory);
    thread.setDaemon(true);
  }

  /**
   * Opens a log and takes its directory. No record is read yet.
   *
   * @param callbacks completes the stages of {@link #append}
   * @throws LogLockedException if somebody else uses the directory
   * @throws IOException if the directory cannot be made, read or written to
   */
  public static RecordLog open(
      LogDirectory directory, LogOptions options, Executor callbacks, LogListener listener)
      throws IOException {
    requireNonNull(options, "options is null");
    requireNonNull(callbacks, "callbacks is null");
    directory.lock();
    RecordLog log = null;
    try {
      log = new RecordLog(directory, options, callbacks, listener, Recovery.of(directory));
      log.begin();
      return log;
    } finally {
      if (log == null) {
        directory.close();
      }
    }
  }

  private void begin() {
    for (Damage each : recovery.gone()) {
      index.damaged(each.records(), each.bytes());
      listener.damaged(each);
    }
    for (String name : recovery.foreign()) {
      listener.failed("use " + name, new IOException("it belongs to another log; left alone"));
    }
    recovery.segments().forEach(index::add);
    journal.rewrite();
    for (String name : recovery.finished()) {
      try {
        directory.delete(name);
      } catch (IOException e) {
        listener.failed("delete " + name, e);
      }
    }
    thread.start();
  }

  /**
   * Shows the records of earlier runs that are not acknowledged, oldest first, and returns when all
   * are shown or the log is closed. To be called once; takes about a second per GiB, in which
   * records may be appended, read and acknowledged.
   *
   * @throws IOException if a file cannot be read; what was not shown stays and is shown after the
   *     next {@link #open}
   */
  public void replay(RecordVisitor visitor) throws IOException {
    recovery.replay(index, visitor, listener, this::isClosed);
    synchronized (index) {
      replaying = false;
      replayed = true;
      index.notifyAll();
    }
  }

  private boolean isClosed() {
    synchronized (index) {
      return closed;
    }
  }

  /**
   * Appends records together. The stage completes when they are on the disk, with the id of the
   * first; the others have those that follow. It fails with an {@link IOException}, and none of
   * them is kept for sure, if they cannot be written ({@link LogFullException}: for a bound of this
   * log).
   *
   * @param records the parts of each record, at least one record; not to be changed until the stage
   *     is complete
   */
  public CompletionStage<Long> append(List<byte[][]> records) {
    List<LogWriter.Item> items = new ArrayList<>(records.size());
    long bytes = 0;
    for (byte[][] each : records) {
      LogWriter.Item item = new LogWriter.Item(0, 0, each);
      items.add(item);
      bytes += item.diskBytes();
    }
    CompletableFuture<Long> result = new CompletableFuture<>();
    LogWriter.Group group = new LogWriter.Group(items, bytes, new Waiting(result, bytes));
    synchronized (index) {
      IOException refusal = refusal(bytes);
      if (refusal != null) {
        return CompletableFuture.failedFuture(refusal);
      }
      pending.add(group);
      pendingBytes += bytes;
      index.notifyAll();
    }
    return result;
  }

  private @Nullable IOException refusal(long bytes) {
    if (closed) {
      return new IOException("the log is closed");
    }
    if (bytes > LogOptions.MAX_GROUP_BYTES) {
      return new LogFullException(
          bytes + " bytes cannot be written together, at most " + LogOptions.MAX_GROUP_BYTES);
    }
    if (pendingBytes > 0 && bytes > options.pendingBytes() - pendingBytes) {
      return new LogFullException(
          pendingBytes + " bytes wait to be written, at most " + options.pendingBytes());
    }
    long used = index.bytes() + journal.bytes() + pendingBytes;
    if (bytes > options.maxBytes() - used) {
      return new LogFullException(
          "the log holds " + used + " bytes, at most " + options.maxBytes());
    }
    return null;
  }

  /** Tells whoever waits for a group, on a thread of theirs. */
  private final class Waiting implements LogWriter.Done {
    private final CompletableFuture<Long> result;
    private final long bytes;

    Waiting(CompletableFuture<Long> result, long bytes) {
      this.result = result;
      this.bytes = bytes;
    }

    @Override
    public void safe(long firstSequence) {
      end(() -> result.complete(firstSequence));
    }

    @Override
    public void failed(IOException why) {
      end(() -> result.completeExceptionally(why));
    }

    private void end(Runnable tell) {
      synchronized (index) {
        pendingBytes -= bytes;
      }
      try {
        callbacks.execute(tell);
      } catch (RejectedExecutionException e) {
        // The host is past its own end; whoever still waits hears it on this thread.
        tell.run();
      }
    }
  }

  /**
   * The bytes of a record.
   *
   * @throws RecordLostException if it is damaged, gone or acknowledged: it will never come back,
   *     and should be acknowledged
   * @throws IOException if the disk cannot be read now
   */
  public byte[] read(long id) throws IOException {
    LogIndex.Place place = index.find(id);
    while (place != null) {
      try {
        return reader.read(place).payload();
      } catch (RecordLostException e) {
        // It may have been copied elsewhere between the two steps.
        LogIndex.Place now = index.find(id);
        if (place.equals(now)) {
          throw e;
        }
        place = now;
      }
    }
    throw new RecordLostException("record " + id + " is not in the log");
  }

  /** The number of bytes of a record's payload; 0 if it is acknowledged. */
  public int length(long id) {
    LogIndex.Place place = index.find(id);
    return place == null ? 0 : place.length();
  }

  /** A record is done with and need not be kept. Nothing happens if it was before. */
  public void acknowledge(long id) {
    index.kill(id);
  }

  /** The id of the oldest record; 0 if there is none. */
  public long oldestId() {
    return index.oldestId();
  }

  /** How full the log is. */
  public LogStats stats() {
    return index.stats(journal.bytes(), replaying);
  }

  /** The writing thread. */
  private void run() {
    while (true) {
      List<LogWriter.Group> batch = take();
      if (!batch.isEmpty()) {
        writer.commit(batch);
      }
      journal.tend(writer.active());
      boolean relocated = batch.isEmpty() && relocate();
      if (batch.isEmpty() && !relocated && isClosed()) {
        break;
      }
    }
    journal.tend(writer.active());
    writer.close();
    journal.close();
  }

  private List<LogWriter.Group> take() {
    synchronized (index) {
      boolean idle = pending.isEmpty() && !index.hasUnwritten() && !canRelocate();
      if (idle && !closed && !replayed) {
        long wait = journal.waitNanos();
        try {
          TimeUnit.NANOSECONDS.timedWait(index, wait == 0 ? IDLE_NANOS : wait);
        } catch (InterruptedException e) {
          // Nobody else knows this thread; it ends when the log is closed.
          Thread.interrupted();
        }
      }
      replayed = false;
      List<LogWriter.Group> taken = pending;
      pending = new ArrayList<>();
      return taken;
    }
  }

  private boolean canRelocate() {
    return !replaying && index.sparse(writer.active()) != null;
  }

  /** Moves some of what pins an old file to the end of the log. */
  private boolean relocate() {
    if (replaying || index.bytes() > options.maxBytes() + options.segmentBytes()) {
      return false;
    }
    Segment sparse = index.sparse(writer.active());
    if (sparse == null || isClosed()) {
      return false;
    }
    List<RecordReader.Found> found = new ArrayList<>();
    List<Long> from = new ArrayList<>();
    for (LogIndex.Place each : index.places(sparse, MAX_RELOCATED_RECORDS, MAX_RELOCATED_BYTES)) {
      try {
        found.add(reader.read(each));
        from.add(each.sequence());
      } catch (RecordLostException e) {
        index.killAt(each.sequence());
        index.damaged(1, each.length());
        listener.damaged(new Damage(each.file(), 1, each.length(), 0));
      } catch (IOException e) {
        listener.failed("copy a record", e);
        return false;
      }
    }
    if (!found.isEmpty()) {
      writer.relocate(found, from);
    }
    return true;
  }

  /** Writes what waits, makes everything safe and gives the directory back. */
  @Override
  public void close() throws IOException {
    synchronized (index) {
      closed = true;
      index.notifyAll();
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
    directory.close();
  }
}
