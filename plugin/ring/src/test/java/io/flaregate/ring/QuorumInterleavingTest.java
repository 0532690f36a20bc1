package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Every order of answers, of answers to two series in every interleaving, and of deadlines in
 * between, against a model that tries all completions. The tracker has one lock, so what several
 * threads do is one of these orders; that it has, the last test shows.
 */
class QuorumInterleavingTest {
  private static final ReplicaAnswer[] ANSWERS = ReplicaAnswer.values();
  private static final int[] FACTORS = {1, 2, 3, 5};

  /** What may still become of a series with so many replicas, by the answers so far, sorted. */
  private final Map<String, Set<SeriesDecision>> memory = new HashMap<>();

  private static int needed(int factor) {
    return factor / 2 + 1;
  }

  /** What a series is when all its members have answered. */
  private static SeriesDecision end(List<ReplicaAnswer> all) {
    int needed = needed(all.size());
    int mayFail = all.size() - needed;
    int stored = Collections.frequency(all, ReplicaAnswer.SUCCESS);
    int rejected = Collections.frequency(all, ReplicaAnswer.REJECTED);
    int limited = Collections.frequency(all, ReplicaAnswer.LIMITED);
    int alone = Collections.frequency(all, ReplicaAnswer.REFUSED_ALONE);
    if (stored >= needed) {
      return SeriesDecision.STORED;
    }
    if (rejected > mayFail || (alone > 0 && rejected + limited + alone >= needed)) {
      return SeriesDecision.REJECTED;
    }
    return rejected + limited > mayFail ? SeriesDecision.LIMITED : SeriesDecision.TRANSIENT;
  }

  private Set<SeriesDecision> possible(List<ReplicaAnswer> soFar, int factor) {
    List<ReplicaAnswer> sorted = new ArrayList<>(soFar);
    Collections.sort(sorted);
    String key = factor + " " + sorted;
    Set<SeriesDecision> known = memory.get(key);
    if (known != null) {
      return known;
    }
    Set<SeriesDecision> found = EnumSet.noneOf(SeriesDecision.class);
    if (sorted.size() == factor) {
      found.add(end(sorted));
    } else {
      for (ReplicaAnswer next : ANSWERS) {
        List<ReplicaAnswer> longer = new ArrayList<>(sorted);
        longer.add(next);
        found.addAll(possible(longer, factor));
      }
    }
    memory.put(key, found);
    return found;
  }

  /** Whether it is certain what becomes of it, but for the kind of a refusal. */
  private boolean isCertain(List<ReplicaAnswer> soFar, int factor) {
    Set<SeriesDecision> left = possible(soFar, factor);
    return left.size() == 1
        || left.equals(EnumSet.of(SeriesDecision.REJECTED, SeriesDecision.LIMITED));
  }

  private void check(QuorumTracker tracker, int series, List<ReplicaAnswer> at, int factor) {
    SeriesDecision is = tracker.decision(series);
    if (isCertain(at, factor)) {
      SeriesDecision expected = possible(at, factor).iterator().next();
      assertThat(refusals(expected)).as("%s of %d", at, factor).contains(is);
    } else {
      assertThat(is).as("%s of %d", at, factor).isEqualTo(SeriesDecision.TRANSIENT);
    }
  }

  @Test
  void everyOrderOfAnswersAndADeadlineAfterAnyOfThemIsDecidedAsEarlyAsCertainAndNeverWrongly() {
    int orders = 0;
    for (int factor : FACTORS) {
      for (int length = 0; length <= factor; length++) {
        int count = (int) Math.pow(ANSWERS.length, length);
        for (int code = 0; code < count; code++, orders++) {
          checkOrder(factor, order(code, length));
        }
      }
    }
    assertThat(orders).isEqualTo(6 + 31 + 156 + 3906);
  }

  private static List<ReplicaAnswer> order(int code, int length) {
    List<ReplicaAnswer> order = new ArrayList<>();
    int rest = code;
    for (int i = 0; i < length; i++) {
      order.add(ANSWERS[rest % ANSWERS.length]);
      rest /= ANSWERS.length;
    }
    return order;
  }

  private void checkOrder(int factor, List<ReplicaAnswer> order) {
    int needed = needed(factor);
    QuorumTracker tracker = new QuorumTracker(new int[] {needed}, new int[] {factor - needed});
    List<ReplicaAnswer> soFar = new ArrayList<>();
    boolean decided = false;
    for (ReplicaAnswer answer : order) {
      if (!decided) {
        soFar.add(answer);
      }
      boolean decides = tracker.answer(0, answer, answer.name());
      assertThat(decides).as("%s", order).isEqualTo(!decided && isCertain(soFar, factor));
      decided |= decides;
    }
    assertThat(tracker.deadline("nobody waits")).isEqualTo(!decided);
    check(tracker, 0, soFar, factor);
    if (!decided) {
      assertThat(tracker.message(0)).isEqualTo("nobody waits");
    }
  }

  @Test
  void everyInterleavingOfTheAnswersToTwoSeriesOfThreeReplicasIsDecidedAsAModelDoes() {
    int sequences = ANSWERS.length * ANSWERS.length * ANSWERS.length;
    int checked = 0;
    for (int mask = 0; mask < 64; mask++) {
      if (Integer.bitCount(mask) != 3) {
        continue;
      }
      for (int one = 0; one < sequences; one++) {
        for (int other = 0; other < sequences; other++, checked++) {
          checkPair(mask, List.of(order(one, 3), order(other, 3)));
        }
      }
    }
    assertThat(checked).isEqualTo(20 * 125 * 125);
  }

  private void checkPair(int mask, List<List<ReplicaAnswer>> answers) {
    QuorumTracker tracker = new QuorumTracker(new int[] {2, 2}, new int[] {1, 1});
    List<List<ReplicaAnswer>> soFar = List.of(new ArrayList<>(), new ArrayList<>());
    int[] next = {0, 0};
    boolean decided = false;
    for (int step = 0; step < 6; step++) {
      int series = (mask >> step) & 1;
      ReplicaAnswer answer = answers.get(series).get(next[series]++);
      if (!decided) {
        soFar.get(series).add(answer);
      }
      boolean decides = tracker.answer(series, answer, "x");
      boolean over = isTransient(soFar.get(0)) || isTransient(soFar.get(1));
      over |= isCertain(soFar.get(0), 3) && isCertain(soFar.get(1), 3);
      if (decides != (!decided && over)) {
        throw new AssertionError(soFar + ": " + decides);
      }
      decided |= decides;
    }
    check(tracker, 0, soFar.get(0), 3);
    check(tracker, 1, soFar.get(1), 3);
  }

  private boolean isTransient(List<ReplicaAnswer> soFar) {
    return possible(soFar, 3).equals(EnumSet.of(SeriesDecision.TRANSIENT));
  }

  /** Members answer on threads of their own, and a deadline comes when it likes. */
  @Test
  void threadsThatAnswerAtOnceAreOneOrderOfTheirAnswers() throws Exception {
    Random random = new Random(20261126);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 1000; round++) {
        QuorumTracker tracker = new QuorumTracker(new int[] {2, 2}, new int[] {1, 1});
        CyclicBarrier start = new CyclicBarrier(4);
        AtomicInteger told = new AtomicInteger();
        List<ReplicaAnswer> answers = order(random.nextInt(125), 3);
        List<Future<?>> running = new ArrayList<>();
        for (ReplicaAnswer answer : answers) {
          running.add(
              threads.submit(
                  () -> {
                    start.await();
                    boolean decides = tracker.answer(new int[] {0, 1}, answer, "x");
                    return decides ? told.incrementAndGet() : 0;
                  }));
        }
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return tracker.deadline("late") ? told.incrementAndGet() : 0;
                }));
        for (Future<?> each : running) {
          each.get();
        }
        assertThat(told).as("round %d", round).hasValue(1);
        SeriesDecision is = tracker.decision(0);
        assertThat(tracker.decision(1)).as("round %d", round).isEqualTo(is);
        Set<SeriesDecision> allowed = EnumSet.of(SeriesDecision.TRANSIENT);
        allowed.addAll(refusals(end(answers)));
        assertThat(allowed).as("round %d %s", round, answers).contains(is);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Which kind of a refusal it is may depend on the order. */
  private static Set<SeriesDecision> refusals(SeriesDecision end) {
    return end == SeriesDecision.REJECTED || end == SeriesDecision.LIMITED
        ? EnumSet.of(SeriesDecision.REJECTED, SeriesDecision.LIMITED)
        : EnumSet.of(end);
  }
}
