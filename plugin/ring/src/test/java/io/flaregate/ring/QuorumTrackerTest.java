package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuorumTrackerTest {
  private static final ReplicaAnswer[] ANSWERS = ReplicaAnswer.values();

  /** How a series ends when all its members have answered. */
  private enum End {
    STORED,
    REFUSED,
    TRANSIENT
  }

  private static End end(List<ReplicaAnswer> all, int minSuccess, int maxErrors) {
    long stored = all.stream().filter(a -> a == ReplicaAnswer.SUCCESS).count();
    long refused = all.stream().filter(ReplicaAnswer::isClientFamily).count();
    long alone = all.stream().filter(a -> a == ReplicaAnswer.REFUSED_ALONE).count();
    boolean refusedByAQuorum = alone > 0 && refused + alone >= minSuccess;
    if (stored >= minSuccess) {
      return End.STORED;
    }
    return refused > maxErrors || refusedByAQuorum ? End.REFUSED : End.TRANSIENT;
  }

  /** All ends that are possible after the answers so far. */
  private static Set<End> ends(List<ReplicaAnswer> soFar, int minSuccess, int maxErrors) {
    if (soFar.size() == minSuccess + maxErrors) {
      return EnumSet.of(end(soFar, minSuccess, maxErrors));
    }
    Set<End> ends = EnumSet.noneOf(End.class);
    for (ReplicaAnswer next : ANSWERS) {
      List<ReplicaAnswer> longer = new ArrayList<>(soFar);
      longer.add(next);
      ends.addAll(ends(longer, minSuccess, maxErrors));
    }
    return ends;
  }

  @Test
  void everyOrderOfOutcomesIsDecidedAtTheFirstAnswerThatSettlesItAndNeverWrongly() {
    int orders = 0;
    for (int replicas = 1; replicas <= 5; replicas++) {
      for (int minSuccess = 1; minSuccess <= replicas; minSuccess++) {
        int count = power(ANSWERS.length, replicas);
        for (int code = 0; code < count; code++, orders++) {
          checkOrder(order(code, replicas), minSuccess, replicas - minSuccess);
        }
      }
    }
    assertThat(orders).isEqualTo(5 + 2 * 25 + 3 * 125 + 4 * 625 + 5 * 3125);
  }

  private static int power(int base, int exponent) {
    return IntStream.range(0, exponent).reduce(1, (product, i) -> product * base);
  }

  private static List<ReplicaAnswer> order(int code, int length) {
    return IntStream.range(0, length)
        .mapToObj(i -> ANSWERS[code / power(ANSWERS.length, i) % ANSWERS.length])
        .toList();
  }

  private static void checkOrder(List<ReplicaAnswer> order, int minSuccess, int maxErrors) {
    QuorumTracker tracker = new QuorumTracker(new int[] {minSuccess}, new int[] {maxErrors});
    String name = order + " of which " + minSuccess + " must succeed";
    boolean wasDecided = false;
    for (int i = 0; i < order.size(); i++) {
      List<ReplicaAnswer> soFar = order.subList(0, i + 1);
      Set<End> possible = ends(soFar, minSuccess, maxErrors);
      boolean decides = tracker.answer(0, order.get(i), "answer " + i);
      assertThat(decides).as(name).isEqualTo(!wasDecided && possible.size() == 1);
      if (decides) {
        checkDecision(tracker, soFar, possible.iterator().next(), minSuccess, maxErrors, name);
      }
      wasDecided |= decides;
      assertThat(tracker.isDecided()).as(name).isEqualTo(wasDecided);
    }
    assertThat(wasDecided).as(name).isTrue();
  }

  private static void checkDecision(
      QuorumTracker tracker,
      List<ReplicaAnswer> soFar,
      End end,
      int minSuccess,
      int maxErrors,
      String name) {
    int rejections = Collections.frequency(soFar, ReplicaAnswer.REJECTED);
    long refused = soFar.stream().filter(ReplicaAnswer::isClientFamily).count();
    int alone = Collections.frequency(soFar, ReplicaAnswer.REFUSED_ALONE);
    boolean forGood = rejections > maxErrors || (alone > 0 && refused + alone >= minSuccess);
    SeriesDecision expected =
        switch (end) {
          case STORED -> SeriesDecision.STORED;
          case TRANSIENT -> SeriesDecision.TRANSIENT;
          case REFUSED -> forGood ? SeriesDecision.REJECTED : SeriesDecision.LIMITED;
        };
    String message =
        switch (end) {
          case STORED -> null;
          case REFUSED -> "answer " + (soFar.size() - 1);
          case TRANSIENT -> "answer " + lastOfServerFamily(soFar);
        };
    assertThat(tracker.decision(0)).as(name).isEqualTo(expected);
    assertThat(tracker.message(0)).as(name).isEqualTo(message);
  }

  private static int lastOfServerFamily(List<ReplicaAnswer> answers) {
    return Math.max(
        answers.lastIndexOf(ReplicaAnswer.FAILED),
        answers.lastIndexOf(ReplicaAnswer.REFUSED_ALONE));
  }

  @Test
  void oneTransientSeriesDecidesTheRequestAndLeavesTheRestTransient() {
    QuorumTracker tracker = new QuorumTracker(new int[] {2, 2, 1}, new int[] {1, 1, 0});
    assertThat(tracker.answer(new int[] {0, 1}, ReplicaAnswer.FAILED, "a is down")).isFalse();
    assertThat(tracker.answer(2, ReplicaAnswer.SUCCESS, "")).isFalse();
    assertThat(tracker.answer(1, ReplicaAnswer.SUCCESS, "")).isFalse();
    assertThat(tracker.answer(0, ReplicaAnswer.REJECTED, "b refuses it")).isFalse();
    assertThat(tracker.answer(0, ReplicaAnswer.SUCCESS, "")).isTrue();
    assertThat(tracker.decision(0)).isEqualTo(SeriesDecision.TRANSIENT);
    assertThat(tracker.message(0)).isEqualTo("a is down");
    assertThat(tracker.decision(1)).isEqualTo(SeriesDecision.TRANSIENT);
    assertThat(tracker.message(1))
        .isEqualTo("not decided when the request was answered: a is down");
    assertThat(tracker.decision(2)).isEqualTo(SeriesDecision.STORED);
    assertThat(tracker.message(2)).isNull();
    assertThat(tracker.answer(1, ReplicaAnswer.SUCCESS, "")).as("a late answer").isFalse();
    assertThat(tracker.decision(1)).isEqualTo(SeriesDecision.TRANSIENT);
  }

  @Test
  void oneAnswerDecidesAllItsSeriesEvenAfterATransientOne() {
    QuorumTracker tracker = new QuorumTracker(new int[] {1, 1, 1}, new int[] {0, 0, 0});
    assertThat(tracker.answer(new int[] {9, 0, 1, 9}, 1, 3, ReplicaAnswer.FAILED, "down")).isTrue();
    assertThat(tracker.message(1)).isEqualTo("down");
    assertThat(tracker.message(2)).isEqualTo("not decided when the request was answered: down");
  }

  @Test
  void anAnswerCountsAsOftenAsTheSeriesStandsInIt() {
    QuorumTracker stored = new QuorumTracker(new int[] {2}, new int[] {1});
    assertThat(stored.answer(new int[] {0, 0}, ReplicaAnswer.SUCCESS, "")).isTrue();
    assertThat(stored.decision(0)).isEqualTo(SeriesDecision.STORED);
    QuorumTracker refused = new QuorumTracker(new int[] {2}, new int[] {1});
    assertThat(refused.answer(new int[] {0, 0}, ReplicaAnswer.LIMITED, "too many series")).isTrue();
    assertThat(refused.decision(0)).isEqualTo(SeriesDecision.LIMITED);
    assertThat(refused.message(0)).isEqualTo("too many series");
  }

  @Test
  void theDeadlineMakesOpenSeriesTransientAndKeepsTheOthers() {
    QuorumTracker tracker = new QuorumTracker(new int[] {1, 1}, new int[] {0, 1});
    assertThat(tracker.answer(0, ReplicaAnswer.REJECTED, "bad")).isFalse();
    assertThat(tracker.answer(1, ReplicaAnswer.FAILED, "down")).isFalse();
    assertThat(tracker.deadline("no answer within 5s")).isTrue();
    assertThat(tracker.deadline("no answer within 5s")).isFalse();
    assertThat(tracker.decision(0)).isEqualTo(SeriesDecision.REJECTED);
    assertThat(tracker.message(0)).isEqualTo("bad");
    assertThat(tracker.decision(1)).isEqualTo(SeriesDecision.TRANSIENT);
    assertThat(tracker.message(1)).isEqualTo("no answer within 5s");
  }

  @Test
  void decisionsCannotBeReadBeforeTheRequestIsDecided() {
    QuorumTracker tracker = new QuorumTracker(new int[] {1, 1}, new int[] {0, 0});
    boolean decided = tracker.answer(0, ReplicaAnswer.SUCCESS, "");
    assertThat(decided).isFalse();
    assertThatThrownBy(() -> tracker.decision(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the request is not decided yet");
    assertThatThrownBy(() -> tracker.message(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void impossibleQuorumsAreRefused() {
    assertThatThrownBy(() -> new QuorumTracker(new int[0], new int[0]))
        .hasMessage("minSuccess has 0 series and maxErrors 0");
    assertThatThrownBy(() -> new QuorumTracker(new int[] {1}, new int[] {0, 0}))
        .hasMessage("minSuccess has 1 series and maxErrors 2");
    assertThatThrownBy(() -> new QuorumTracker(new int[] {0}, new int[] {1}))
        .hasMessage("series 0: minSuccess 0, maxErrors 1");
  }

  @Test
  void requestsOfManySeriesAgreeWithANaiveCount() {
    for (long seed = 1; seed <= 300; seed++) {
      new NaiveRequest(new Random(seed), "seed " + seed).check();
    }
  }

  @Test
  void exactlyOneOfManyThreadsIsToldOfTheDecision() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (int round = 0; round < 500; round++) {
        QuorumTracker tracker = new QuorumTracker(new int[] {2, 2, 2}, new int[] {1, 1, 1});
        CyclicBarrier start = new CyclicBarrier(3);
        List<Future<Boolean>> told = new ArrayList<>();
        for (int member = 0; member < 3; member++) {
          ReplicaAnswer answer = ANSWERS[(round + member) % ANSWERS.length];
          told.add(
              threads.submit(
                  () -> {
                    start.await();
                    return tracker.answer(new int[] {0, 1, 2}, answer, "x");
                  }));
        }
        int count = 0;
        for (Future<Boolean> one : told) {
          count += one.get() ? 1 : 0;
        }
        assertThat(count).as("round %d", round).isEqualTo(1);
        assertThat(tracker.decision(0)).isEqualTo(tracker.decision(2));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** A request of several series on few members, each of which answers once for all it has. */
  private static final class NaiveRequest {
    private final Random random;
    private final String name;
    private final int members;
    private final List<Integer> minSuccess = new ArrayList<>();
    private final List<Integer> maxErrors = new ArrayList<>();
    private final List<List<Integer>> replicas = new ArrayList<>();
    private final List<List<ReplicaAnswer>> given = new ArrayList<>();

    NaiveRequest(Random random, String name) {
      this.random = random;
      this.name = name;
      members = 1 + random.nextInt(5);
      int count = 1 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        List<Integer> all = new ArrayList<>(IntStream.range(0, members).boxed().toList());
        Collections.shuffle(all, random);
        int size = 1 + random.nextInt(members);
        replicas.add(all.subList(0, size));
        minSuccess.add(1 + random.nextInt(size));
        maxErrors.add(size - minSuccess.get(i));
        given.add(new ArrayList<>());
      }
    }

    void check() {
      QuorumTracker tracker =
          new QuorumTracker(
              minSuccess.stream().mapToInt(i -> i).toArray(),
              maxErrors.stream().mapToInt(i -> i).toArray());
      int told = 0;
      for (int member = 0; member < members; member++) {
        ReplicaAnswer answer = random.nextInt(3) > 0 ? ReplicaAnswer.SUCCESS : anyAnswer();
        boolean wasOpen = told == 0;
        int[] series = seriesOf(member);
        if (wasOpen) {
          Arrays.stream(series).forEach(s -> given.get(s).add(answer));
        }
        told += tracker.answer(series, answer, "x") ? 1 : 0;
        assertThat(tracker.isDecided()).as(name).isEqualTo(isOver());
        assertThat(told).as(name).isEqualTo(isOver() ? 1 : 0);
      }
      for (int s = 0; s < replicas.size(); s++) {
        SeriesDecision decision = tracker.decision(s);
        End expected = isOpen(s) ? End.TRANSIENT : ends(s).iterator().next();
        assertThat(simplified(decision)).as("%s, series %d", name, s).isEqualTo(expected);
      }
    }

    private ReplicaAnswer anyAnswer() {
      return ANSWERS[random.nextInt(ANSWERS.length)];
    }

    private int[] seriesOf(int member) {
      return IntStream.range(0, replicas.size())
          .filter(s -> replicas.get(s).contains(member))
          .toArray();
    }

    private Set<End> ends(int s) {
      return QuorumTrackerTest.ends(given.get(s), minSuccess.get(s), maxErrors.get(s));
    }

    private boolean isOpen(int s) {
      return ends(s).size() > 1;
    }

    private boolean isOver() {
      boolean allDecided = true;
      for (int s = 0; s < replicas.size(); s++) {
        if (ends(s).equals(EnumSet.of(End.TRANSIENT))) {
          return true;
        }
        allDecided &= !isOpen(s);
      }
      return allDecided;
    }

    private static End simplified(SeriesDecision decision) {
      return switch (decision) {
        case STORED -> End.STORED;
        case REJECTED, LIMITED -> End.REFUSED;
        case TRANSIENT -> End.TRANSIENT;
      };
    }
  }
}
