package io.flaregate.phlare.wal.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The files of a log. What a log does with its disk goes through here, so that tests can cut the
 * power, fill the disk or take the directory away. Names are plain file names. Thread-safe.
 */
public interface LogDirectory extends Closeable {

  /**
   * Makes the directory if it is absent and takes the lock on it, which a process holds alone until
   * {@link #close} or its end. Done again, it restores a directory that was taken away.
   *
   * @throws LogLockedException if another process, or another log of this one, holds the lock
   * @throws IOException if the directory cannot be made or written to
   */
  void lock() throws IOException;

  /** The names of all files, in no order. */
  List<String> list() throws IOException;

  /** Makes a new file to write to; a file of that name is replaced. */
  Output create(String name) throws IOException;

  /** Opens a file that is there, to write at its end. */
  Output append(String name) throws IOException;

  /** Opens a file for reading. */
  Input open(String name) throws IOException;

  /** Deletes a file; nothing happens if it is absent. */
  void delete(String name) throws IOException;

  /** Gives a file another name, in place of a file that may have it. */
  void rename(String from, String to) throws IOException;

  /** Makes what was created, renamed and deleted survive a power cut. */
  void force() throws IOException;

  /** Releases the lock. */
  @Override
  void close() throws IOException;

  /** A file that grows at its end. */
  interface Output extends Closeable {

    /** Appends all bytes of a buffer. */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Makes what was written survive a power cut.
     *
     * @throws IOException if that is not known to be so, also if the file has no name any more
     */
    void force() throws IOException;

    /** Cuts the file. */
    void truncate(long bytes) throws IOException;
  }

  /** A file that is read. */
  interface Input extends Closeable {

    /** The length now, in bytes. */
    long size() throws IOException;

    /**
     * Reads at a position until the buffer is full or the file ends.
     *
     * @return the number of bytes read; less than asked for only at the end
     */
    int read(long position, ByteBuffer into) throws IOException;
  }
}
