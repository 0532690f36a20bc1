package io.flaregate.phlare.wal.log;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the journal what happens, and writes it anew when it is long or could not be written. A
 * journal that fails keeps nobody from appending. Used by one thread.
 */
final class JournalKeeper {
  private static final long MIN_REWRITE_BYTES = 4 << 20;
  private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LogDirectory directory;
  private final LogIndex index;
  private final LogListener listener;
  private final long salt;
  private final Journal journal;
  private long rewriteAt = MIN_REWRITE_BYTES;
  private volatile long bytes;
  private long dirtySince;
  private long failedAt;
  private boolean dirty;
  private boolean failed;

  JournalKeeper(LogDirectory directory, LogIndex index, LogListener listener, long salt) {
    this.directory = directory;
    this.index = index;
    this.listener = listener;
    this.salt = salt;
    journal = new Journal(directory);
  }

  /** The size of the journal. */
  long bytes() {
    return bytes;
  }

  /** A file was begun. */
  void opened(Segment segment) {
    attempt("note a file", () -> journal.opened(segment.file(), segment.first()));
  }

  /** Everything in a file is safe. */
  void safe(Segment segment) {
    attempt("note what is safe", () -> journal.safe(segment.file(), segment.end()));
  }

  private interface Action {
    void run() throws IOException;
  }

  private void attempt(String what, Action action) {
    if (!journal.isOpen()) {
      return;
    }
    try {
      action.run();
      if (!dirty) {
        dirty = true;
        dirtySince = System.nanoTime();
      }
    } catch (IOException e) {
      failed(what, e);
    }
    bytes = journal.bytes();
  }

  private void failed(String what, IOException why) {
    journal.close();
    failed = true;
    failedAt = System.nanoTime();
    listener.failed(what, why);
  }

  /** How long until something is to be done though nothing happens, in nanoseconds; 0: nothing. */
  long waitNanos() {
    return dirty || !journal.isOpen() ? FORCE_NANOS : 0;
  }

  /**
   * Writes what is done with, and deletes files that hold nothing more.
   *
   * @param active the file that is written, which stays
   */
  void tend(@Nullable Segment active) {
    if (!journal.isOpen() || index.journalIsBehind() || bytes > rewriteAt) {
      if (failed && System.nanoTime() - failedAt < FORCE_NANOS) {
        return;
      }
      rewrite();
    } else if (index.hasUnwritten()) {
      acknowledge(index.takeUnwritten());
    }
    attemptFlush();
    finish(index.finished(active));
    if (dirty && System.nanoTime() - dirtySince >= FORCE_NANOS) {
      force();
    }
  }

  private void attemptFlush() {
    if (dirty) {
      attempt("write the journal", journal::flush);
    }
  }

  /** Makes what the journal says survive a power cut. */
  void force() {
    attempt("force the journal", journal::force);
    dirty = false;
  }

  private void acknowledge(long[] sequences) {
    java.util.Arrays.sort(sequences);
    int from = 0;
    while (from < sequences.length) {
      Segment segment = index.segmentOf(sequences[from]);
      int until = from + 1;
      while (until < sequences.length
          && sequences[until] == sequences[until - 1] + 1
          && (segment == null || sequences[until] < index.end(segment))) {
        until++;
      }
      if (segment != null) {
        int place = (int) (sequences[from] - segment.first());
        int count = until - from;
        attempt("note what is done", () -> journal.acknowledged(segment.file(), place, count));
      }
      from = until;
    }
  }

  private void finish(List<Segment> segments) {
    if (segments.isEmpty()) {
      return;
    }
    for (Segment each : segments) {
      attempt("note a finished file", () -> journal.done(each.file(), each.end()));
    }
    // Before the files go, so that none of them is taken for lost; on a full disk they go anyway.
    force();
    for (Segment each : segments) {
      try {
        directory.delete(each.name());
        index.remove(each);
      } catch (IOException e) {
        listener.failed("delete " + each.name(), e);
        return;
      }
    }
  }

  /** Writes the journal anew. */
  void rewrite() {
    try {
      journal.rewrite(this::snapshot);
      failed = false;
      dirty = false;
    } catch (IOException e) {
      failed("write the journal anew", e);
    }
    bytes = journal.bytes();
    rewriteAt = Math.max(MIN_REWRITE_BYTES, 4 * bytes);
  }

  private void snapshot(Journal to) throws IOException {
    // Also under the monitor: an acknowledgement that comes meanwhile must not be lost.
    synchronized (index) {
      to.salt(salt);
      for (Segment each : index.segments()) {
        to.opened(each.file(), each.first());
        to.safe(each.file(), each.safeEnd());
        BitSet dead = each.dead();
        for (int at = dead.nextSetBit(0); at >= 0; at = dead.nextSetBit(dead.nextClearBit(at))) {
          to.acknowledged(each.file(), at, dead.nextClearBit(at) - at);
        }
      }
      index.journalIsNew();
    }
  }

  /** Makes everything safe and closes the file. */
  void close() {
    force();
    journal.close();
  }
}
