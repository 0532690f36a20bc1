package io.flaregate.otlp.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.config.SendingQueue;
import io.flaregate.otlp.config.SendingQueue.Sizer;
import io.flaregate.profiles.pprof.Folded;
import io.flaregate.spi.profiles.Profiles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SendQueueTest {
  private static final Profiles TWO_SAMPLES = Folded.parse("a;b 1\nc 2\n", "cpu", "ns", 10);

  private final List<Integer> started = new ArrayList<>();

  private static SendQueue queue(int consumers, long size, Sizer sizer, boolean block) {
    return new SendQueue(new SendingQueue(true, true, consumers, size, sizer, block, null, null));
  }

  private boolean offer(SendQueue queue, int number) {
    return queue.offer(TWO_SAMPLES, () -> started.add(number));
  }

  @Test
  void soManyAreSentAtOnceAndOthersWaitInTheirOrder() {
    SendQueue queue = queue(2, 2, Sizer.REQUESTS, false);
    for (int i = 0; i < 4; i++) {
      assertThat(offer(queue, i)).isTrue();
    }

    assertThat(offer(queue, 4)).isFalse();
    assertThat(queue.fullMessage())
        .isEqualTo("has a full queue: 2 requests wait (sending_queue.queue_size: 2)");
    assertThat(started).containsExactly(0, 1);
    queue.ended();
    assertThat(started).containsExactly(0, 1, 2);
    assertThat(offer(queue, 5)).isTrue();
    for (int i = 0; i < 4; i++) {
      queue.ended();
    }
    assertThat(started).containsExactly(0, 1, 2, 3, 5);
    assertThat(queue.size()).isZero();
  }

  @Test
  void theSizeCountsSamplesOrBytesToo() {
    SendQueue items = queue(1, 5, Sizer.ITEMS, false);
    assertThat(offer(items, 0)).isTrue();
    assertThat(offer(items, 1)).isTrue();
    assertThat(offer(items, 2)).isTrue();
    assertThat(offer(items, 3)).isFalse();
    assertThat(items.size()).isEqualTo(4);

    SendQueue bytes = queue(1, TWO_SAMPLES.encodedBytes(), Sizer.BYTES, false);
    assertThat(offer(bytes, 0)).isTrue();
    assertThat(offer(bytes, 1)).isTrue();
    assertThat(TWO_SAMPLES.encodedBytes() == 0 || !offer(bytes, 2)).isTrue();
  }

  @Test
  void blockingOnOverflowRefusesNothing() {
    SendQueue queue = queue(1, 1, Sizer.REQUESTS, true);
    for (int i = 0; i < 100; i++) {
      assertThat(offer(queue, i)).isTrue();
    }
    assertThat(started).hasSize(1);
  }

  @Test
  void withoutAQueueEverythingStartsAtOnce() {
    SendQueue queue = new SendQueue(SendingQueue.defaults());
    for (int i = 0; i < 100; i++) {
      assertThat(offer(queue, i)).isTrue();
    }
    assertThat(started).hasSize(100);
  }

  @Test
  void randomStepsGoAsInANaiveModel() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      int consumers = 1 + random.nextInt(3);
      int size = 1 + random.nextInt(4);
      SendQueue queue = queue(consumers, size, Sizer.REQUESTS, false);
      started.clear();
      List<Integer> expected = new ArrayList<>();
      Deque<Integer> waiting = new ArrayDeque<>();
      int sending = 0;
      for (int step = 0; step < 200; step++) {
        if (random.nextInt(3) > 0) {
          boolean fits = sending < consumers || waiting.size() < size;
          if (sending < consumers) {
            sending++;
            expected.add(step);
          } else if (fits) {
            waiting.add(step);
          }
          assertThat(offer(queue, step)).as("seed %d, step %d", seed, step).isEqualTo(fits);
        } else if (sending > 0) {
          Integer next = waiting.poll();
          if (next == null) {
            sending--;
          } else {
            expected.add(next);
          }
          queue.ended();
        }
        assertThat(started).as("seed %d, step %d", seed, step).isEqualTo(expected);
        assertThat(queue.size()).isEqualTo(waiting.size());
      }
    }
  }
}
