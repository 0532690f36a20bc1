package io.flaregate.phlare.wal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Cuts the power at random moments of random work; what was told to be safe must be there. */
class LogPowerCutTest {
  private static final int SEEDS = Integer.getInteger("flaregate.damage.seeds", 100);

  private boolean failedBefore;

  @Test
  void whatWasToldToBeSafeIsThereAfterAnyPowerCut() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      MemoryDirectory disk = new MemoryDirectory();
      Map<Long, byte[]> safe = new HashMap<>();
      Set<Long> acknowledged = new HashSet<>();
      failedBefore = false;
      for (int life = 0; life < 4; life++) {
        disk = live(random, disk, safe, acknowledged, "seed " + seed + " life " + life);
      }
    }
  }

  private MemoryDirectory live(
      Random random,
      MemoryDirectory disk,
      Map<Long, byte[]> safe,
      Set<Long> acknowledged,
      String what)
      throws IOException {
    LogRig rig = LogRig.open(disk);
    for (Map.Entry<Long, byte[]> each : safe.entrySet()) {
      if (!acknowledged.contains(each.getKey())) {
        assertThat(rig.shown).as(what).containsKey(each.getKey());
      }
      if (rig.shown.containsKey(each.getKey())) {
        assertThat(rig.shown.get(each.getKey())).as(what).isEqualTo(each.getValue());
      }
    }
    if (!failedBefore) {
      // A disk that failed when a file was finished may make the log take that file for lost.
      assertThat(rig.damagedRecords()).as(what + " " + rig.damages).isZero();
    }
    int steps = random.nextInt(60);
    for (int i = 0; i < steps; i++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          List<Long> known = new ArrayList<>(safe.keySet());
          if (!known.isEmpty()) {
            long id = known.get(random.nextInt(known.size()));
            rig.log.acknowledge(id);
            acknowledged.add(id);
          }
        }
        case 3 -> fail(random, disk, rig);
        default -> {
          byte[] bytes = new byte[random.nextInt(800)];
          random.nextBytes(bytes);
          safe.put(rig.append(bytes), bytes);
        }
      }
    }
    MemoryDirectory after = disk.powerCut(random);
    failedBefore = failedBefore || !rig.failures.isEmpty();
    rig.close();
    return after;
  }

  /** An append that fails half-way, as on a full or a broken disk. */
  private static void fail(Random random, MemoryDirectory disk, LogRig rig) throws IOException {
    if (random.nextBoolean()) {
      disk.capacity = disk.size() + random.nextInt(500);
    } else {
      disk.failForce = true;
    }
    try {
      rig.append(new byte[500 + random.nextInt(200)]);
    } catch (IOException e) {
      // Nobody was told that it is safe.
      assertThat(e).isNotNull();
    } finally {
      disk.capacity = Long.MAX_VALUE;
      disk.failForce = false;
    }
  }
}
