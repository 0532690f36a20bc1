package io.flaregate.phlare.wal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogConcurrencyTest {
  private static final int THREADS = 8;

  @TempDir private Path temp;

  @Test
  void manyThreadsAppendReadAndAcknowledgeAndNothingIsLostOrMixedUp() throws Exception {
    Map<Long, Long> live = new ConcurrentHashMap<>();
    Set<Long> ids = ConcurrentHashMap.newKeySet();
    LogOptions options = new LogOptions(20_000, 64 << 20, 8 << 20);
    int commits;
    try (LogRig rig = LogRig.open(new DiskDirectory(temp), options)) {
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int seed = i;
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  work(rig, new Random(seed), live, ids);
                  return null;
                }));
      }
      start.countDown();
      for (Future<?> each : running) {
        assertThat(each.get()).isNull();
      }
      threads.shutdown();
      commits = rig.commits().size();
      assertThat(rig.commits().stream().mapToInt(Integer::intValue).sum())
          .isGreaterThanOrEqualTo(ids.size());
      assertThat(rig.failures).isEmpty();
    }
    // Together, they needed fewer fsyncs than one each.
    assertThat(commits).isLessThan(THREADS * 200);
    try (LogRig rig = LogRig.open(new DiskDirectory(temp), options)) {
      assertThat(rig.shown.keySet()).isEqualTo(live.keySet());
      rig.shown.forEach(
          (id, bytes) ->
              assertThat(ByteBuffer.wrap(bytes).getLong()).as("%d", id).isEqualTo(live.get(id)));
      assertThat(rig.damages).isEmpty();
    }
  }

  private static void work(LogRig rig, Random random, Map<Long, Long> live, Set<Long> ids)
      throws IOException {
    List<Long> mine = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      long value = random.nextLong();
      byte[] bytes = ByteBuffer.allocate(8 + random.nextInt(500)).putLong(value).array();
      long id = rig.append(bytes);
      assertThat(ids.add(id)).isTrue();
      live.put(id, value);
      mine.add(id);
      long one = mine.get(random.nextInt(mine.size()));
      if (random.nextInt(10) < 9) {
        assertThat(ByteBuffer.wrap(rig.log.read(one)).getLong()).isEqualTo(live.get(one));
      }
      if (random.nextInt(10) < 8) {
        rig.log.acknowledge(one);
        live.remove(one);
        mine.remove(one);
      }
    }
  }

  @Test
  void appendsThatWaitTogetherShareOneForce() throws Exception {
    MemoryDirectory disk = new MemoryDirectory();
    try (LogRig rig = LogRig.open(disk, new LogOptions(1 << 20, 8 << 20, 8 << 20))) {
      rig.append(new byte[1]);
      int before = disk.forces;
      List<java.util.concurrent.CompletableFuture<Long>> all = new ArrayList<>();
      synchronized (disk) {
        // The writer is held at the disk, whatever it does first, so the rest comes together.
        for (int i = 0; i < 100; i++) {
          all.add(rig.log.append(List.<byte[][]>of(new byte[][] {{1}})).toCompletableFuture());
        }
      }
      for (var each : all) {
        assertThat(each.get()).isPositive();
      }
      assertThat(disk.forces - before).isLessThanOrEqualTo(5);
    }
  }
}
