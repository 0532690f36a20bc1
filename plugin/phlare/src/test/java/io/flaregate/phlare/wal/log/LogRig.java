package io.flaregate.phlare.wal.log;

import io.flaregate.spi.testing.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An open log with what it showed and told. */
final class LogRig implements AutoCloseable, LogListener {
  static final LogOptions SMALL = new LogOptions(4096, 1 << 20, 1 << 20);

  final RecordLog log;
  final Map<Long, byte[]> shown = new TreeMap<>();
  final List<Damage> damages = new CopyOnWriteArrayList<>();
  final List<Exception> failures = new CopyOnWriteArrayList<>();
  private final List<Integer> commits = new CopyOnWriteArrayList<>();

  private LogRig(LogDirectory directory, LogOptions options) throws IOException {
    log = RecordLog.open(directory, options, Runnable::run, this);
  }

  static LogRig open(LogDirectory directory) throws IOException {
    return open(directory, SMALL);
  }

  /** Opens a log and lets it show everything. */
  static LogRig open(LogDirectory directory, LogOptions options) throws IOException {
    LogRig rig = new LogRig(directory, options);
    rig.log.replay((id, payload) -> rig.shown.put(id, bytes(payload)));
    return rig;
  }

  static byte[] bytes(ByteBuffer from) {
    byte[] bytes = new byte[from.remaining()];
    from.duplicate().get(bytes);
    return bytes;
  }

  long append(byte[]... records) throws IOException {
    List<byte[][]> group = new ArrayList<>();
    for (byte[] each : records) {
      group.add(new byte[][] {each});
    }
    try {
      return log.append(group).toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw new IOException(io.getMessage(), io);
      }
      throw new IllegalStateException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void committed(int records, long bytes, long forceNanos) {
    commits.add(records);
  }

  @Override
  public void failed(String what, Exception why) {
    failures.add(why);
  }

  @Override
  public void damaged(Damage damage) {
    damages.add(damage);
  }

  List<Integer> commits() {
    return commits;
  }

  long damagedRecords() {
    return damages.stream().mapToLong(Damage::records).sum();
  }

  /** Waits until something holds. */
  static void await(BooleanSupplier condition) {
    Await.until("the log is as it should be", condition);
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
