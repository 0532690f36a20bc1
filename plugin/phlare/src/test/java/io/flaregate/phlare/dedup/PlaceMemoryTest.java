package io.flaregate.phlare.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered, for how long, in how many bytes. */
class PlaceMemoryTest {
  private static final long MILLIS = 1_700_000_000_000L;
  private static final Digest SERIES = new Digest(1, 2);

  private long now = -5;

  private static Claim stored(PlaceMemory memory, long millis, int... profiles) {
    Claim claim = new Claim(memory, profiles.length);
    int[] rows = IntStream.range(0, profiles.length).toArray();
    claim.add(rows, SERIES, millis, ClaimTest.digests(profiles));
    claim.sent();
    for (int row : rows) {
      if (claim.action(row).isSent()) {
        claim.stored(row);
      }
    }
    claim.close();
    return claim;
  }

  @Test
  void remembersForAnHourAndForgetsBeforeAnHourAndAHalf() {
    PlaceMemory memory = new PlaceMemory(1 << 20, true, () -> now);
    stored(memory, MILLIS, 1);
    now += PlaceMemory.KEPT_NANOS;
    assertThat(stored(memory, MILLIS, 1).action(0)).isEqualTo(Action.RETRIED);
    now += PlaceMemory.KEPT_NANOS / 2;
    assertThat(stored(memory, MILLIS, 2).action(0)).isEqualTo(Action.NEW);
    assertThat(memory.takeForgotten()).isZero();
  }

  @Test
  void remembersAnHourWhileOthersCome() {
    PlaceMemory memory = new PlaceMemory(1 << 20, true, () -> now);
    stored(memory, MILLIS, 1);
    int minutes = 60;
    for (int minute = 0; minute < minutes; minute++) {
      stored(memory, MILLIS + minute + 1000, 2);
      now += PlaceMemory.KEPT_NANOS / minutes;
    }
    assertThat(stored(memory, MILLIS, 1).action(0)).isEqualTo(Action.RETRIED);
    assertThat(memory.takeForgotten()).isZero();
  }

  @Test
  void staysWithinItsBytesAndForgetsTheOldestFirst() {
    long bound = 1 << 19;
    PlaceMemory memory = new PlaceMemory(bound, true, () -> now);
    int many = 20_000;
    for (int i = 0; i < many; i++) {
      stored(memory, MILLIS + i, i);
      assertThat(memory.bytes()).isLessThanOrEqualTo(bound);
    }
    long forgotten = memory.takeForgotten();
    assertThat(forgotten).isPositive().isLessThan(many);
    assertThat(memory.takeForgotten()).isZero();
    assertThat(stored(memory, MILLIS, 0).action(0)).isEqualTo(Action.NEW);
    assertThat(stored(memory, MILLIS + many - 1, many - 1).action(0)).isEqualTo(Action.RETRIED);
    assertThat(stored(memory, MILLIS + forgotten + 1, (int) forgotten + 1).action(0))
        .isEqualTo(Action.RETRIED);
  }

  @Test
  void moreProfilesThanItCanHoldAreSentAndNotRemembered() {
    PlaceMemory memory = new PlaceMemory(1 << 17, true, () -> now);
    int[] many = IntStream.range(0, 5000).toArray();
    assertThat(stored(memory, MILLIS, many).action(0)).isEqualTo(Action.NEW);
    assertThat(memory.bytes()).isLessThanOrEqualTo(1 << 17);
  }

  @Test
  void profileWithoutATimeHasThatOfItsFirstReceiptForFiveMinutes() {
    PlaceMemory memory = new PlaceMemory(1 << 20, true, () -> now);
    Digest profile = new Digest(5, 6);
    assertThat(memory.timeOf(SERIES, profile, 100)).isEqualTo(100);
    now += PlaceMemory.TIMELESS_NANOS;
    assertThat(memory.timeOf(SERIES, profile, 200)).isEqualTo(100);
    assertThat(memory.timeOf(SERIES, new Digest(5, 7), 200)).isEqualTo(200);
    assertThat(memory.timeOf(new Digest(1, 3), profile, 200)).isEqualTo(200);
    now++;
    assertThat(memory.timeOf(SERIES, profile, 300)).isEqualTo(300);
    assertThat(memory.timeOf(SERIES, profile, 400)).isEqualTo(300);
  }

  /** Random requests; the model is a map from each millisecond to what is there, and states. */
  @Test
  void agreesWithANaiveModel() {
    for (long seed = 0; seed < 300; seed++) {
      new Model(seed).run();
    }
  }

  private static final class Model {
    private final long seed;
    private final Random random;
    private final PlaceMemory memory = new PlaceMemory(1 << 20, true, () -> 0);
    private final Map<Integer, Set<Integer>> content = new HashMap<>();
    private final Map<Integer, Boolean> isStored = new HashMap<>();

    Model(long seed) {
      this.seed = seed;
      random = new Random(seed);
    }

    void run() {
      for (int step = 0; step < 40; step++) {
        Set<Integer> profiles = new TreeSet<>();
        int size = 1 + random.nextInt(4);
        while (profiles.size() < size) {
          profiles.add(random.nextInt(6));
        }
        List<Integer> order = new ArrayList<>(profiles);
        java.util.Collections.shuffle(order, random);
        send(order.stream().mapToInt(i -> i).toArray());
      }
    }

    private void send(int[] profiles) {
      Claim claim = new Claim(memory, profiles.length);
      int[] rows = IntStream.range(0, profiles.length).toArray();
      claim.add(rows, SERIES, MILLIS, ClaimTest.digests(profiles));
      Map<Integer, Set<Integer>> series = new HashMap<>();
      for (int row : rows) {
        check(profiles, row, claim);
        if (claim.action(row).isSent()) {
          series.computeIfAbsent(claim.shiftMillis(row), any -> new HashSet<>()).add(profiles[row]);
        }
      }
      boolean isSent = random.nextInt(4) > 0;
      if (isSent) {
        claim.sent();
        series.forEach((shift, set) -> finish(claim, profiles, shift, set));
      } else {
        // Of a place that was meant for some of its profiles alone the others are gone.
        series.forEach((shift, set) -> content.computeIfPresent(shift, (any, was) -> set));
      }
      claim.close();
    }

    private void finish(Claim claim, int[] profiles, int shift, Set<Integer> set) {
      boolean isQuorum = random.nextBoolean();
      // Nobody may write anything else where something is stored.
      if (isStored.getOrDefault(shift, false)) {
        assertThat(set).as("seed %d", seed).isEqualTo(content.get(shift));
      }
      content.put(shift, set);
      if (isQuorum) {
        isStored.put(shift, true);
        for (int row = 0; row < profiles.length; row++) {
          if (set.contains(profiles[row])) {
            claim.stored(row);
          }
        }
      }
    }

    private void check(int[] profiles, int row, Claim claim) {
      int profile = profiles[row];
      List<Integer> where = new ArrayList<>();
      content.forEach(
          (shift, set) -> {
            if (set.contains(profile)) {
              where.add(shift);
            }
          });
      assertThat(where).as("seed %d: places of one profile", seed).hasSizeLessThan(2);
      Action action = claim.action(row);
      if (where.isEmpty()) {
        assertThat(action).as("seed %d", seed).isIn(Action.NEW, Action.MOVED);
        assertThat(content).as("seed %d", seed).doesNotContainKey(claim.shiftMillis(row));
      } else if (isStored.getOrDefault(where.get(0), false)) {
        boolean isAll = set(profiles).equals(content.get(where.get(0)));
        assertThat(action).as("seed %d", seed).isEqualTo(isAll ? Action.RETRIED : Action.LEFT_OUT);
      } else {
        assertThat(action).as("seed %d", seed).isEqualTo(Action.RETRIED);
        assertThat(claim.shiftMillis(row)).as("seed %d", seed).isEqualTo(where.get(0));
      }
    }

    private static Set<Integer> set(int[] profiles) {
      Set<Integer> set = new HashSet<>();
      IntStream.of(profiles).forEach(set::add);
      return set;
    }
  }

  @Test
  void requestsAtOnceNeverTakeOneMillisecondForDifferentProfiles() throws Exception {
    int threads = 4;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 50; round++) {
        PlaceMemory memory = new PlaceMemory(1 << 20, true, () -> 0);
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Future<Integer>> shifts = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          int profile = thread / 2;
          shifts.add(
              pool.submit(
                  () -> {
                    start.await();
                    return stored(memory, MILLIS, profile).shiftMillis(0);
                  }));
        }
        assertThat(shifts.get(0).get()).isEqualTo(shifts.get(1).get());
        assertThat(shifts.get(2).get()).isEqualTo(shifts.get(3).get());
        assertThat(shifts.get(0).get()).isNotEqualTo(shifts.get(2).get());
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
