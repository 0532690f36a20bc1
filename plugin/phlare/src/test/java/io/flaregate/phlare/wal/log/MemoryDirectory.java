package io.flaregate.phlare.wal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory whose power can be cut: what was not forced is then gone, or half there. It can
 * be full, and its writes and forces can fail.
 */
final class MemoryDirectory implements LogDirectory {
  /** A file: what was written, and how much of it is safe. */
  static final class Data {
    byte[] bytes = new byte[0];
    int safe;
  }

  final Map<String, Data> files = new TreeMap<>();
  private Map<String, Data> safeNames = new HashMap<>();
  long capacity = Long.MAX_VALUE;
  boolean failForce;
  boolean failWrite;
  int forces;
  private boolean locked;

  @Override
  public synchronized void lock() {
    locked = true;
  }

  synchronized boolean isLocked() {
    return locked;
  }

  @Override
  public synchronized List<String> list() {
    return new ArrayList<>(files.keySet());
  }

  @Override
  public synchronized Output create(String name) {
    Data data = new Data();
    files.put(name, data);
    return new MemoryOutput(data, name);
  }

  @Override
  public synchronized Output append(String name) throws IOException {
    return new MemoryOutput(data(name), name);
  }

  synchronized Data data(String name) throws IOException {
    Data data = files.get(name);
    if (data == null) {
      throw new NoSuchFileException(name);
    }
    return data;
  }

  @Override
  public synchronized Input open(String name) throws IOException {
    Data data = data(name);
    return new Input() {
      @Override
      public long size() {
        synchronized (MemoryDirectory.this) {
          return data.bytes.length;
        }
      }

      @Override
      public int read(long position, ByteBuffer into) {
        synchronized (MemoryDirectory.this) {
          int some = (int) Math.min(into.remaining(), data.bytes.length - position);
          into.put(data.bytes, (int) position, Math.max(0, some));
          return Math.max(0, some);
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public synchronized void delete(String name) {
    files.remove(name);
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    files.put(to, data(from));
    files.remove(from);
  }

  @Override
  public synchronized void force() throws IOException {
    check();
    safeNames = new HashMap<>(files);
  }

  @Override
  public synchronized void close() {
    locked = false;
  }

  private void check() throws IOException {
    if (failForce) {
      throw new IOException("Input/output error");
    }
  }

  synchronized long size() {
    return files.values().stream().mapToLong(data -> data.bytes.length).sum();
  }

  /** The disk after a power cut: what was not forced is there, half there, garbage or gone. */
  synchronized MemoryDirectory powerCut(RandomGenerator random) {
    MemoryDirectory after = new MemoryDirectory();
    Map<String, Data> names = random.nextBoolean() ? files : safeNames;
    names.forEach(
        (name, data) -> {
          Data kept = new Data();
          int tail = data.bytes.length - data.safe;
          int some = tail == 0 ? 0 : random.nextInt(tail + 1);
          kept.bytes = Arrays.copyOf(data.bytes, data.safe + some);
          if (some > 0 && random.nextBoolean()) {
            int from = data.safe + random.nextInt(some);
            Arrays.fill(kept.bytes, from, kept.bytes.length, (byte) 0);
          }
          kept.safe = kept.bytes.length;
          after.files.put(name, kept);
        });
    after.safeNames = new HashMap<>(after.files);
    return after;
  }

  /** The same files, each a copy. */
  synchronized MemoryDirectory copy() {
    MemoryDirectory copy = new MemoryDirectory();
    files.forEach(
        (name, data) -> {
          Data twin = new Data();
          twin.bytes = data.bytes.clone();
          twin.safe = twin.bytes.length;
          copy.files.put(name, twin);
        });
    copy.safeNames = new HashMap<>(copy.files);
    return copy;
  }

  private final class MemoryOutput implements Output {
    private final Data data;
    private final String name;

    MemoryOutput(Data data, String name) {
      this.data = data;
      this.name = name;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
      synchronized (MemoryDirectory.this) {
        if (failWrite) {
          throw new IOException("Input/output error");
        }
        int old = data.bytes.length;
        int some = (int) Math.max(0, Math.min(from.remaining(), capacity - size()));
        data.bytes = Arrays.copyOf(data.bytes, old + some);
        from.get(data.bytes, old, some);
        if (from.hasRemaining()) {
          throw new IOException("No space left on device");
        }
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (MemoryDirectory.this) {
        check();
        forces++;
        data.safe = data.bytes.length;
        if (files.get(name) != data && !files.containsValue(data)) {
          throw new IOException(name + " was deleted");
        }
      }
    }

    @Override
    public void truncate(long bytes) {
      synchronized (MemoryDirectory.this) {
        data.bytes = Arrays.copyOf(data.bytes, (int) bytes);
        data.safe = Math.min(data.safe, data.bytes.length);
      }
    }

    @Override
    public void close() {}
  }
}
