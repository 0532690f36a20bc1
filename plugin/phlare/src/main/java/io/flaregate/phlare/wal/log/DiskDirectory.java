package io.flaregate.phlare.wal.log;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory on a disk. */
public final class DiskDirectory implements LogDirectory {
  static final String LOCK = "lock";
  private static final int MAX_OWNER_BYTES = 200;
  private static final int MAX_READ_BYTES = 256 << 10;

  private final Path path;
  private @Nullable FileChannel lockFile;
  private @Nullable Object lockKey;

  /** A directory that may not exist yet. */
  public DiskDirectory(Path path) {
    this.path = requireNonNull(path, "path is null");
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  @Override
  public synchronized void lock() throws IOException {
    Path file = path.resolve(LOCK);
    if (lockFile != null && Objects.equals(lockKey, key(file))) {
      return;
    }
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = tryLock(channel);
      if (!taken) {
        throw new LogLockedException(
            "directory " + path + " is in use" + owner(channel) + "; two cannot share it");
      }
      tellOwner(channel);
    } finally {
      if (!taken) {
        channel.close();
      }
    }
    close();
    lockFile = channel;
    lockKey = key(file);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Only a help for people: the lock holds without it, also on a disk that is full. */
  private static void tellOwner(FileChannel channel) {
    byte[] text = ("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text), 0);
    } catch (IOException e) {
      // Whoever finds the lock taken then does not hear by whom.
      return;
    }
  }

  private static String owner(FileChannel channel) {
    ByteBuffer text = ByteBuffer.allocate(MAX_OWNER_BYTES);
    try {
      if (channel.read(text, 0) <= 0) {
        return "";
      }
    } catch (IOException e) {
      return "";
    }
    String name = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    return name.matches("process [0-9]{1,20}") ? " by " + name : "";
  }

  private static @Nullable Object key(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      List<String> names = new ArrayList<>();
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
      return names;
    }
  }

  @Override
  public Output create(String name) throws IOException {
    return output(
        path.resolve(name),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  @Override
  public Output append(String name) throws IOException {
    return output(path.resolve(name), StandardOpenOption.APPEND);
  }

  private static Output output(Path file, StandardOpenOption... options) throws IOException {
    FileChannel channel = FileChannel.open(file, options);
    return new DiskOutput(file, channel, key(file));
  }

  @Override
  public Input open(String name) throws IOException {
    return new DiskInput(FileChannel.open(path.resolve(name), StandardOpenOption.READ));
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(path.resolve(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        path.resolve(from),
        path.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void force() throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    FileChannel channel = lockFile;
    lockFile = null;
    if (channel != null) {
      channel.close();
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private record DiskOutput(Path file, FileChannel channel, @Nullable Object fileKey)
      implements Output {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) <= 0) {
          throw new IOException(file + ": nothing could be written");
        }
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
      // A file that was deleted takes everything and keeps nothing beyond this process.
      if (!Objects.equals(fileKey, key(file))) {
        throw new FileNotFoundException(file + " was deleted by somebody else");
      }
    }

    @Override
    public void truncate(long bytes) throws IOException {
      channel.truncate(bytes);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record DiskInput(FileChannel channel) implements Input {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      int start = into.position();
      int limit = into.limit();
      int got = 0;
      while (got >= 0 && into.position() < limit) {
        // In pieces, since the JDK keeps a direct buffer as large as the largest read.
        into.limit(Math.min(limit, into.position() + MAX_READ_BYTES));
        got = channel.read(into, position + into.position() - start);
      }
      into.limit(limit);
      return into.position() - start;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
