package io.flaregate.phlare.hints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.flaregate.phlare.hints.HintQueues.Waiting;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.spi.testing.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The queues against a list that does the same in the plainest way. */
class HintQueuesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MAX_AGE = 100 * SECOND;
  private static final List<String> INGESTERS = List.of("a", "b", "c");
  private static final List<String> TENANTS = List.of("t", "u");

  private final FakeClock clock = new FakeClock();
  private final List<String> drops = new ArrayList<>();
  private final List<Long> released = new ArrayList<>();
  private long numbers;

  private HintQueues queues(long maxBytes, int maxHints) {
    return new HintQueues(
        maxBytes,
        maxHints,
        MAX_AGE,
        clock,
        (ingester, hint, reason) -> {
          drops.add(drop(ingester, hint.number(), reason));
          hint.body().release();
        });
  }

  private static String drop(String ingester, long number, DropReason reason) {
    return ingester + number + reason.label();
  }

  private Hint hint(String tenant, long ageSeconds, long bytes, int plainBytes) {
    long number = numbers++;
    HintBody body =
        new HintBody() {
          @Override
          public EncodedSeries load() throws IOException {
            throw new IOException("has none");
          }

          @Override
          public void release() {
            released.add(number);
          }
        };
    return new Hint(
        tenant, body, clock.unixNanos() - ageSeconds * SECOND, number, bytes, plainBytes);
  }

  private static List<Long> numbers(List<Hint> hints) {
    return hints.stream().map(Hint::number).toList();
  }

  @Test
  void oldestProfilesAreTakenFirstWhateverTheOrderOfArrival() {
    HintQueues queues = queues(1000, 100);
    queues.add("a", hint("t", 5, 10, 10));
    queues.add("a", hint("t", 9, 10, 10));
    queues.add("a", hint("t", 7, 10, 10));
    queues.add("a", hint("t", 9, 10, 10));
    assertThat(numbers(queues.take("a", 30, 256))).containsExactly(1L, 3L, 2L);
    assertThat(numbers(queues.take("a", 30, 256))).containsExactly(0L);
    assertThat(queues.take("a", 30, 256)).isEmpty();
    assertThat(queues.bytes()).isEqualTo(40);
  }

  @Test
  void pushHoldsOneTenantAndWhatFitsAndALargeHintGoesAlone() {
    HintQueues queues = queues(1000, 100);
    queues.add("a", hint("t", 9, 10, 100));
    queues.add("a", hint("u", 8, 10, 10));
    queues.add("a", hint("t", 7, 10, 10));
    queues.add("a", hint("u", 6, 10, 10));
    assertThat(numbers(queues.take("a", 30, 256))).containsExactly(0L);
    assertThat(numbers(queues.take("a", 30, 256))).containsExactly(1L, 3L);
    assertThat(numbers(queues.take("a", 30, 256))).containsExactly(2L);
  }

  @Test
  void deferredHintGoesAloneAfterAllOthers() {
    HintQueues queues = queues(1000, 100);
    for (int i = 0; i < 4; i++) {
      queues.add("a", hint("t", 9 - i, 10, 10));
    }
    List<Hint> first = queues.take("a", 20, 256);
    first.forEach(hint -> queues.defer("a", hint));
    assertThat(numbers(queues.take("a", 100, 256))).containsExactly(2L, 3L);
    assertThat(numbers(queues.take("a", 100, 256))).containsExactly(0L);
    assertThat(numbers(queues.take("a", 100, 256))).containsExactly(1L);
  }

  @Test
  void ingesterWithTheMostGivesWayAndTheOthersKeepTheirShare() {
    HintQueues queues = queues(100, 100);
    for (int i = 0; i < 12; i++) {
      queues.add("greedy", hint("t", 50 - i, 10, 10));
    }
    assertThat(queues.bytes()).isEqualTo(100);
    for (int i = 0; i < 5; i++) {
      queues.add("modest", hint("t", 90, 10, 10));
    }
    assertThat(queues.waiting())
        .extracting(Waiting::ingester, Waiting::count)
        .containsExactly(tuple("greedy", 5), tuple("modest", 5));
    assertThat(drops)
        .containsExactly(
            "greedy0full",
            "greedy1full",
            "greedy2full",
            "greedy3full",
            "greedy4full",
            "greedy5full",
            "greedy6full");
  }

  @Test
  void hintsInHandAreNotDroppedAndCount() {
    HintQueues queues = queues(30, 100);
    for (int i = 0; i < 3; i++) {
      queues.add("a", hint("t", 9 - i, 10, 10));
    }
    List<Hint> inHand = queues.take("a", 100, 256);
    queues.add("b", hint("t", 1, 10, 10));
    assertThat(drops).containsExactly("b3full");
    clock.advance(Duration.ofSeconds(200));
    queues.expire();
    queues.dropAll("a", DropReason.LEFT_RING);
    assertThat(queues.count()).isEqualTo(3);
    inHand.forEach(hint -> queues.putBack("a", hint));
    queues.expire();
    assertThat(drops).containsExactly("b3full", "a0too_old", "a1too_old", "a2too_old");
    assertThat(queues.count()).isZero();
  }

  @Test
  void queuesBehaveAsAPlainListWould() {
    long seed = new Random().nextLong();
    for (int round = 0; round < 60; round++) {
      new Round(seed + round).run();
    }
  }

  /** One run of random steps over queues and a list. */
  private final class Round {
    private final long seed;
    private final Random random;
    private final long maxBytes;
    private final int maxHints;
    private final HintQueues queues;
    private final List<Entry> model = new ArrayList<>();
    private final List<String> expectedDrops = new ArrayList<>();

    /** What the model knows of a hint. */
    private static final class Entry {
      private final String ingester;
      private final Hint hint;
      private String where = "waiting";

      Entry(String ingester, Hint hint) {
        this.ingester = ingester;
        this.hint = hint;
      }
    }

    Round(long seed) {
      this.seed = seed;
      random = new Random(seed);
      maxBytes = 50L + random.nextInt(500);
      maxHints = 3 + random.nextInt(40);
      queues = queues(maxBytes, maxHints);
      drops.clear();
      released.clear();
    }

    void run() {
      for (int step = 0; step < 300; step++) {
        step();
        assertThat(drops).as("seed %d", seed).isEqualTo(expectedDrops);
        assertThat(released).as("seed %d", seed).hasSameSizeAs(drops);
        assertThat(queues.bytes()).as("seed %d", seed).isEqualTo(bytes(model));
        assertThat(queues.count()).as("seed %d", seed).isEqualTo(model.size());
        assertThat(queues.bytes()).as("seed %d", seed).isLessThanOrEqualTo(maxBytes);
        assertThat(queues.count()).as("seed %d", seed).isLessThanOrEqualTo(maxHints);
        for (String ingester : INGESTERS) {
          assertWaiting(ingester);
        }
      }
    }

    private void assertWaiting(String ingester) {
      List<Entry> its = of(ingester);
      Waiting waiting = queues.waiting(ingester);
      if (its.isEmpty()) {
        assertThat(waiting).as("seed %d", seed).isNull();
        return;
      }
      long oldest = its.stream().mapToLong(each -> each.hint.timeUnixNanos()).min().orElseThrow();
      assertThat(waiting)
          .as("seed %d", seed)
          .isEqualTo(new Waiting(ingester, its.size(), bytes(its), oldest));
    }

    private void step() {
      String ingester = INGESTERS.get(random.nextInt(INGESTERS.size()));
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3, 4 -> add(ingester);
        case 5 -> take(ingester);
        case 6, 7 -> settle();
        case 8 -> clock.advance(Duration.ofSeconds(random.nextInt(20)));
        default -> {
          if (random.nextInt(10) == 0) {
            queues.dropAll(ingester, DropReason.LEFT_RING);
            for (Optional<Entry> o = oldest(ingester); o.isPresent(); o = oldest(ingester)) {
              drop(o.orElseThrow(), DropReason.LEFT_RING);
            }
          } else {
            queues.expire();
            INGESTERS.forEach(this::expire);
          }
        }
      }
    }

    private void add(String ingester) {
      String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
      Hint hint = hint(tenant, random.nextInt(110), 1 + random.nextInt(60), random.nextInt(40));
      queues.add(ingester, hint);
      Entry entry = new Entry(ingester, hint);
      if (clock.unixNanos() - hint.timeUnixNanos() > MAX_AGE) {
        expectedDrops.add(drop(ingester, hint.number(), DropReason.TOO_OLD));
        return;
      }
      model.add(entry);
      if (isFull()) {
        INGESTERS.forEach(this::expire);
      }
      while (isFull()) {
        String largest =
            INGESTERS.stream()
                .filter(each -> oldest(each).isPresent())
                .max(
                    Comparator.comparingLong((String each) -> bytes(of(each)))
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
        drop(oldest(largest).orElseThrow(), DropReason.FULL);
      }
    }

    private boolean isFull() {
      return bytes(model) > maxBytes || model.size() > maxHints;
    }

    private void expire(String ingester) {
      for (Optional<Entry> o = oldest(ingester);
          o.isPresent() && clock.unixNanos() - o.orElseThrow().hint.timeUnixNanos() > MAX_AGE;
          o = oldest(ingester)) {
        drop(o.orElseThrow(), DropReason.TOO_OLD);
      }
    }

    private void drop(Entry entry, DropReason reason) {
      model.remove(entry);
      expectedDrops.add(drop(entry.ingester, entry.hint.number(), reason));
    }

    private String drop(String ingester, long number, DropReason reason) {
      return HintQueuesTest.drop(ingester, number, reason);
    }

    private List<Entry> of(String ingester) {
      return model.stream().filter(each -> each.ingester.equals(ingester)).toList();
    }

    private List<Entry> in(String ingester, String where) {
      return of(ingester).stream()
          .filter(each -> each.where.equals(where))
          .sorted((x, y) -> Hint.OLDEST_FIRST.compare(x.hint, y.hint))
          .toList();
    }

    private Optional<Entry> oldest(String ingester) {
      return of(ingester).stream()
          .filter(each -> !each.where.equals("in hand"))
          .min((x, y) -> Hint.OLDEST_FIRST.compare(x.hint, y.hint));
    }

    private long bytes(List<Entry> some) {
      return some.stream().mapToLong(each -> each.hint.bytes()).sum();
    }

    private void take(String ingester) {
      int maxPlain = random.nextInt(100);
      int maxCount = 1 + random.nextInt(4);
      List<Hint> taken = queues.take(ingester, maxPlain, maxCount);
      expire(ingester);
      boolean deferred = in(ingester, "waiting").isEmpty();
      List<Entry> from = in(ingester, deferred ? "deferred" : "waiting");
      List<Entry> expected = new ArrayList<>();
      int left = maxPlain;
      for (Entry each : from) {
        boolean first = expected.isEmpty();
        boolean fits =
            first
                || (each.hint.tenant().equals(expected.get(0).hint.tenant())
                    && each.hint.plainBytes() <= left);
        if (fits && expected.size() < (deferred ? 1 : maxCount)) {
          expected.add(each);
          left -= each.hint.plainBytes();
        }
      }
      assertThat(taken)
          .as("seed %d", seed)
          .isEqualTo(expected.stream().map(each -> each.hint).toList());
      expected.forEach(each -> each.where = "in hand");
    }

    private void settle() {
      List<Entry> inHand = model.stream().filter(each -> each.where.equals("in hand")).toList();
      if (inHand.isEmpty()) {
        return;
      }
      Entry entry = inHand.get(random.nextInt(inHand.size()));
      switch (random.nextInt(4)) {
        case 0 -> {
          queues.handedOver(entry.ingester, entry.hint);
          model.remove(entry);
        }
        case 1 -> {
          queues.drop(entry.ingester, entry.hint, DropReason.REJECTED);
          drop(entry, DropReason.REJECTED);
        }
        case 2 -> {
          queues.putBack(entry.ingester, entry.hint);
          entry.where = "waiting";
        }
        default -> {
          queues.defer(entry.ingester, entry.hint);
          entry.where = "deferred";
        }
      }
    }
  }
}
