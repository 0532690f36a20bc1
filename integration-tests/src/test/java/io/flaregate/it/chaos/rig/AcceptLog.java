package io.flaregate.it.chaos.rig;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The ids that an ingester has accepted, one a line, on disk before anybody is answered. Appends
 * that come while the disk is busy share its next sync.
 */
final class AcceptLog {
  private final FileChannel file;
  private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();

  private record Entry(String lines, CompletableFuture<Void> synced) {}

  AcceptLog(Path path) throws IOException {
    boolean torn = Files.exists(path) && !Files.readString(path).endsWith("\n");
    file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    if (torn) {
      file.write(ByteBuffer.wrap(new byte[] {'\n'}));
    }
    Thread writer = new Thread(this::run, "accept-log");
    writer.setDaemon(true);
    writer.start();
  }

  /** Appends ids; the stage completes once they are on disk. */
  CompletableFuture<Void> append(List<String> ids) {
    CompletableFuture<Void> synced = new CompletableFuture<>();
    queue.add(new Entry(String.join("\n", ids) + "\n", synced));
    return synced;
  }

  private void run() {
    List<Entry> group = new ArrayList<>();
    while (true) {
      try {
        group.add(queue.take());
        queue.drainTo(group);
        StringBuilder lines = new StringBuilder();
        group.forEach(entry -> lines.append(entry.lines));
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        file.force(false);
        group.forEach(entry -> entry.synced.complete(null));
      } catch (IOException e) {
        group.forEach(entry -> entry.synced.completeExceptionally(e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      group.clear();
    }
  }

  /** How often each id stands in a log; none if there is no such file. */
  static Map<String, Integer> read(Path path) throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    if (Files.exists(path)) {
      String text = Files.readString(path);
      int whole = text.lastIndexOf('\n') + 1;
      text.substring(0, whole)
          .lines()
          .filter(line -> !line.isEmpty())
          .forEach(id -> counts.merge(id, 1, Integer::sum));
    }
    return counts;
  }
}
