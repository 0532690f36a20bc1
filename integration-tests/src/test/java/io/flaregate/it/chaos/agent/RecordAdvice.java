package io.flaregate.it.chaos.agent;

import java.io.FileOutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.bytebuddy.asm.Advice;

/**
 * Copied into the JDK's {@code force}: so it may use the JDK only, and no method of its own. The
 * size is taken before: what others write meanwhile may be on disk, but nobody may rely on it.
 */
public final class RecordAdvice {
  private RecordAdvice() {}

  /** Before. */
  @Advice.OnMethodEnter(suppress = Throwable.class)
  public static long enter(@Advice.This FileChannel channel) throws java.io.IOException {
    return channel.size();
  }

  /** After it has returned well; a file that was renamed is known by what it was called. */
  @Advice.OnMethodExit(suppress = Throwable.class)
  public static void exit(@Advice.Enter long size, @Advice.FieldValue("path") String path)
      throws java.io.IOException {
    Path file = Path.of(path);
    Object inode = Files.exists(file) ? Files.getAttribute(file, "unix:ino") : "-";
    String line = inode + "\t" + size + "\t" + path + "\n";
    try (FileOutputStream out = new FileOutputStream(System.getProperty("chaos.syncs"), true)) {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    }
  }
}
