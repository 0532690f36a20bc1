package io.flaregate.it.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of one mebibyte: a file system in memory, which only root can mount. */
final class Tmpfs {
  private Tmpfs() {}

  static Path folder(Options options) {
    return options.directory().resolve("small-disk");
  }

  /** Mounts it, unless it is; says why that does not work. */
  static String mount(Options options) {
    Path folder = folder(options);
    try {
      Files.createDirectories(folder);
      if (Files.getFileStore(folder).type().equals("tmpfs")) {
        return "";
      }
      return command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString());
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /**
   * Unmounts it, if it is mounted.
   *
   * @throws IOException if that does not work, as when a process still holds a file there
   */
  static void unmount(Options options) throws IOException, InterruptedException {
    Path folder = folder(options);
    if (Files.exists(folder) && Files.getFileStore(folder).type().equals("tmpfs")) {
      String failed = command("umount", folder.toString());
      if (!failed.isEmpty()) {
        throw new IOException(failed);
      }
    }
  }

  private static String command(String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : String.join(" ", words) + ": " + said.strip();
  }
}
