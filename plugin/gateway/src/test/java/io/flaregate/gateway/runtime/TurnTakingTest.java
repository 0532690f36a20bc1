package io.flaregate.gateway.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.component.FairExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TurnTakingTest {
  private final Deque<Runnable> given = new ArrayDeque<>();
  private final List<String> ran = new ArrayList<>();
  private final TurnTaking turns = new TurnTaking(given::addLast);

  private void submit(String tenant, int number) {
    turns.execute(tenant, () -> ran.add(tenant + number));
  }

  @Test
  void aQuietTenantDoesNotWaitForTheBacklogOfAnother() {
    for (int i = 0; i < 100; i++) {
      submit("noisy", i);
    }
    submit("quiet", 0);
    given.forEach(Runnable::run);

    assertThat(ran).startsWith("noisy0", "quiet0", "noisy1", "noisy2").hasSize(101);
  }

  @Test
  void tasksOfNobodyAreATenantOfTheirOwn() {
    submit("noisy", 0);
    submit("noisy", 1);
    turns.execute(() -> ran.add("nobody"));
    given.forEach(Runnable::run);

    assertThat(ran).containsExactly("noisy0", "nobody", "noisy1");
  }

  @Test
  void aTaskThatThrowsTakesNoOtherAlong() {
    turns.execute(
        "a",
        () -> {
          throw new IllegalStateException("broken");
        });
    submit("a", 1);

    assertThatThrownBy(() -> given.removeFirst().run()).hasMessage("broken");
    given.removeFirst().run();
    assertThat(ran).containsExactly("a1");
  }

  @Test
  void aRefusedTaskIsForgotten() {
    boolean[] closed = {false};
    TurnTaking closing =
        new TurnTaking(
            task -> {
              if (closed[0]) {
                throw new RejectedExecutionException("closed");
              }
              given.addLast(task);
            });
    closing.execute("a", () -> ran.add("a0"));
    closed[0] = true;
    assertThatThrownBy(() -> closing.execute("a", () -> ran.add("a1")))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> closing.execute("b", () -> ran.add("b0")))
        .isInstanceOf(RejectedExecutionException.class);
    closed[0] = false;
    closing.execute("c", () -> ran.add("c0"));
    given.forEach(Runnable::run);

    assertThat(ran).containsExactly("a0", "c0");
  }

  /** Against a list of queues that is searched through. */
  @Test
  void takesTurnsAsANaiveModelDoes() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      given.clear();
      ran.clear();
      TurnTaking taking = new TurnTaking(given::addLast);
      Map<String, Deque<String>> model = new LinkedHashMap<>();
      Map<String, Integer> numbers = new HashMap<>();
      List<String> expected = new ArrayList<>();
      for (int step = 0; step < 300; step++) {
        if (random.nextInt(5) < 3) {
          String tenant = "t" + random.nextInt(6);
          int number = numbers.merge(tenant, 1, Integer::sum);
          taking.execute(tenant, () -> ran.add(tenant + number));
          model.computeIfAbsent(tenant, any -> new ArrayDeque<>()).add(tenant + number);
        } else if (!model.isEmpty()) {
          given.removeFirst().run();
          String tenant = model.keySet().iterator().next();
          Deque<String> tasks = model.remove(tenant);
          expected.add(tasks.removeFirst());
          if (!tasks.isEmpty()) {
            model.put(tenant, tasks);
          }
        }
      }
      assertThat(ran).as("seed " + seed).isEqualTo(expected);
    }
  }

  @Test
  void everyTaskRunsOnceWhateverThreadsDo() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(3);
    FairExecutor fair = new TurnTaking(pool);
    AtomicInteger count = new AtomicInteger();
    CountDownLatch submitted = new CountDownLatch(4);
    for (int thread = 0; thread < 4; thread++) {
      int first = thread;
      new Thread(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  fair.execute("t" + (first + i) % 7, count::incrementAndGet);
                }
                submitted.countDown();
              })
          .start();
    }
    submitted.await();
    pool.shutdown();

    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(count).hasValue(20_000);
  }
}
