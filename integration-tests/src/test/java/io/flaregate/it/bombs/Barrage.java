package io.flaregate.it.bombs;

import io.flaregate.it.badinput.Door;
import io.flaregate.it.badinput.GatewayRig;
import io.flaregate.it.badinput.OtlpMaker;
import io.flaregate.it.badinput.PushMaker;
import io.flaregate.it.badinput.Reply;
import io.flaregate.it.badinput.Shot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The stream: which request comes at which place is decided by the seed alone; clients take the
 * next place each. Every tenth is valid, and repeated after a 503 as OTLP wants it.
 */
final class Barrage {
  private static final Door[] VALID = {
    Door.OTLP_GRPC, Door.OTLP_HTTP, Door.OTLP_JSON, Door.PUSH_CONNECT, Door.PUSH_GRPC
  };

  /** Answers that a bomb may get; anything else is a bug of the gateway. */
  private static final Set<String> DUE =
      Set.of(
          "200",
          "400",
          "413",
          "415",
          "429",
          "501",
          "503",
          "504",
          "OK",
          "INVALID_ARGUMENT",
          "RESOURCE_EXHAUSTED",
          "UNIMPLEMENTED",
          "UNAVAILABLE");

  private static final List<Family> FAMILIES = List.of(Family.values());

  private static final int ATTEMPTS = 30;
  private static final int EVERY_TENTH = 10;

  private final GatewayRig rig;
  private final long seed;
  private final int requests;
  private final Tally tally = new Tally();
  private final AtomicInteger next = new AtomicInteger();

  /**
   * A stream.
   *
   * @param bombs how many bombs it has; one valid request comes with nine of them
   */
  Barrage(GatewayRig rig, long seed, int bombs) {
    this.rig = rig;
    this.seed = seed;
    requests = (int) Math.ceil(bombs * (double) EVERY_TENTH / (EVERY_TENTH - 1));
  }

  /** Sends it all. */
  Tally run(int clients) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      done.add(threads.submit(this::client));
    }
    threads.shutdown();
    for (Future<?> each : done) {
      try {
        each.get();
      } catch (ExecutionException e) {
        tally.problem("a client failed: " + e.getCause());
      }
    }
    if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
      tally.problem("clients did not end");
    }
    return tally;
  }

  private void client() {
    for (int place = next.getAndIncrement(); place < requests; place = next.getAndIncrement()) {
      if (!rig.process().isAlive()) {
        throw new IllegalStateException("the gateway is gone: " + rig.process().output());
      }
      if (place % EVERY_TENTH == EVERY_TENTH - 1) {
        valid(place);
      } else {
        bomb(place);
      }
    }
  }

  private void bomb(int place) {
    Family family = FAMILIES.get(place % FAMILIES.size());
    Shot shot = BombMaker.make(family, seed * 1_000_003 + place);
    long start = System.nanoTime();
    String status;
    try {
      status = rig.sender().send(shot).status();
    } catch (RuntimeException e) {
      status = e.getClass().getSimpleName();
      tally.problem(name(family, place, shot) + ": " + e.getMessage());
    }
    tally.bomb(family, status, System.nanoTime() - start);
    if (!DUE.contains(status)) {
      tally.problem(name(family, place, shot) + " was answered " + status);
    }
  }

  private String name(Family family, int place, Shot shot) {
    return family + " at place " + place + " of seed " + seed + " through " + shot.door();
  }

  private void valid(int place) {
    Door door = VALID[new Random(seed + place).nextInt(VALID.length)];
    Shot shot = Shot.of(door, sound(door, place)).tenants("good");
    long start = System.nanoTime();
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Reply reply = rig.sender().send(shot);
      if (reply.isStored()) {
        tally.valid(attempt, System.nanoTime() - start);
        return;
      }
      if (!reply.isRetryable()) {
        tally.problem("valid request at place " + place + " was answered " + reply);
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100L * attempt));
    }
    tally.problem("valid request at place " + place + " was refused " + ATTEMPTS + " times");
  }

  private static byte[] sound(Door door, int place) {
    if (!door.isOtlp()) {
      return PushMaker.push(PushMaker.LABELS, List.of(PushMaker.pprof()));
    }
    OtlpMaker maker = OtlpMaker.sound();
    for (int i = 0; i < 200; i++) {
      OtlpMaker.sample(maker.first())
          .setStackIndex(maker.stackOf(maker.string("function-" + place + "-" + i)));
    }
    return door == Door.OTLP_JSON ? BombMaker.jsonOf(maker) : maker.bytes();
  }
}
