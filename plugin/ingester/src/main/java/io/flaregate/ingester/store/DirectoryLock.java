package io.flaregate.ingester.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a directory to one store; the operating system frees it when the process dies. */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the directory if need be and locks it.
   *
   * @throws StoreException if it cannot be made or written, or is taken
   */
  static DirectoryLock take(Path directory) {
    Path file = directory.resolve("lock");
    FileChannel channel;
    try {
      Files.createDirectories(directory);
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StoreException("directory " + directory + " cannot be used: " + e, e);
    }
    try {
      if (tryLock(channel) != null) {
        return new DirectoryLock(channel);
      }
      channel.close();
    } catch (IOException e) {
      closeQuietly(channel);
      throw new StoreException("directory " + directory + " cannot be locked: " + e, e);
    }
    throw new StoreException(
        "directory " + directory + " is in use by another ingester (its file lock is taken)");
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Taken within this very process.
      return null;
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The failure that led here is the one to tell.
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }
}
