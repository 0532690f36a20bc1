package io.flaregate.phlare.durable;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.wal.log.LogDirectory;
import io.flaregate.phlare.wal.log.LogListener;
import io.flaregate.phlare.wal.log.LogOptions;
import io.flaregate.phlare.wal.log.RecordLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Keeps what can never be delivered, for a person to look at: a log of its own, in which the oldest
 * make room for new ones. Thread-safe.
 */
final class DeadLetters implements AutoCloseable {
  /** The folder in that of the write-ahead log. */
  static final String FOLDER = "dead";

  /** The most bytes of dead letters. */
  static final long MAX_BYTES = 64 << 20;

  private static final LogOptions OPTIONS = new LogOptions(4 << 20, 3 * MAX_BYTES, 2 * MAX_BYTES);

  private final RecordLog log;
  private final long maxBytes;
  private final AtomicLong dropped = new AtomicLong();

  // Guarded by this.
  private final LongQueue ids = new LongQueue();

  private DeadLetters(RecordLog log, long maxBytes) {
    this.log = log;
    this.maxBytes = maxBytes;
  }

  /** Opens those of earlier runs. */
  static DeadLetters open(LogDirectory directory, Executor callbacks, LogListener listener)
      throws IOException {
    return open(directory, callbacks, listener, MAX_BYTES);
  }

  static DeadLetters open(
      LogDirectory directory, Executor callbacks, LogListener listener, long maxBytes)
      throws IOException {
    RecordLog log = RecordLog.open(directory, OPTIONS, callbacks, listener);
    DeadLetters letters = new DeadLetters(log, maxBytes);
    boolean whole = false;
    try {
      log.replay((id, payload) -> letters.ids.add(id));
      whole = true;
    } finally {
      if (!whole) {
        log.close();
      }
    }
    return letters;
  }

  /** Keeps one; the stage completes when it is on the disk. */
  CompletionStage<Void> add(QueuedSeries letter) {
    requireNonNull(letter, "letter is null");
    byte[][] record = letter.toRecord();
    long bytes = 0;
    for (byte[] part : record) {
      bytes += part.length;
    }
    makeRoom(bytes);
    CompletableFuture<Void> kept = new CompletableFuture<>();
    log.append(List.<byte[][]>of(record))
        .whenComplete(
            (id, failure) -> {
              if (id == null) {
                kept.completeExceptionally(failure == null ? new IOException("not kept") : failure);
              } else {
                added(id);
                kept.complete(null);
              }
            });
    return kept;
  }

  private synchronized void added(long id) {
    ids.add(id);
  }

  private synchronized void makeRoom(long bytes) {
    while (!ids.isEmpty() && log.stats().recordBytes() + bytes > maxBytes) {
      log.acknowledge(ids.take());
      dropped.incrementAndGet();
    }
  }

  /** Hands over all that are kept now, each of which is kept until it is taken. */
  void takeAll(Consumer<QueuedSeries> taker) throws IOException {
    int count;
    synchronized (this) {
      count = ids.size();
    }
    for (int i = 0; i < count; i++) {
      long id;
      synchronized (this) {
        if (ids.isEmpty()) {
          return;
        }
        id = ids.take();
      }
      try {
        taker.accept(QueuedSeries.parse(ByteBuffer.wrap(log.read(id))));
      } catch (CompletionException e) {
        added(id);
        throw new IOException("a dead letter cannot be taken back: " + e.getMessage(), e);
      }
      log.acknowledge(id);
    }
  }

  /** How many are kept. */
  long count() {
    return log.stats().records();
  }

  /** How many had to make room since the start. */
  long dropped() {
    return dropped.get();
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
