package io.flaregate.it.chaos;

import io.flaregate.it.chaos.rig.Answered.Kind;
import io.flaregate.it.chaos.rig.ChildProcess;
import io.flaregate.it.chaos.rig.Load;
import io.flaregate.it.chaos.rig.OtlpSender;
import io.flaregate.it.chaos.rig.Rig;
import io.flaregate.it.chaos.rig.RigConfig;
import io.flaregate.it.chaos.rig.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes runs, one after another. Runs that want the same rig share it, and each leaves it as it
 * found it: healed, and back to its baseline.
 */
final class Runner implements AutoCloseable {
  private static final Duration RECOVERY = Duration.ofSeconds(30);
  private static final Duration REPLICAS = Duration.ofSeconds(60);
  private static final long SAMPLE_MILLIS = 250;
  private static final int SHOWN = 5;

  private final Options options;
  private final Consumer<String> out;
  private final String name = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  private @Nullable Rig rig;
  private @Nullable OtlpSender sender;
  private @Nullable Baseline baseline;
  private int rigs;
  private int runs;

  Runner(Options options, Consumer<String> out) {
    this.options = options;
    this.out = out;
  }

  /** Makes one run and checks it. */
  Result run(Fault fault, long seed) throws IOException, InterruptedException {
    return run(fault, seed, options.fault());
  }

  /** Makes one run with a fault of another length. */
  Result run(Fault fault, long seed, Duration length) throws IOException, InterruptedException {
    Plan plan = fault.plan(options.withFault(length), seed);
    out.accept(fault + " seed " + seed + ": " + fault.words());
    out.accept(plan.toString());
    Rig on = rigOf(plan.rig());
    runs++;
    Load.Shape shape =
        new Load.Shape(
            name + "-" + runs + "-" + fault,
            Options.TENANT,
            options.profilesPerSecond(),
            options.profilesPerRequest(),
            Math.max(options.paddingBytes(), plan.paddingBytes()));
    Run run = new Run(on, new Load(sender(), shape), options);
    List<String> failed = new ArrayList<>();
    try (Sampler sampler = new Sampler(run)) {
      run.load().start();
      TimeUnit.MILLISECONDS.sleep(options.healthy().toMillis());
      sampler.begin();
      perform(plan, run, failed);
    }
    run.healed();
    recover(run, failed);
    return judge(fault, seed, plan, run, failed);
  }

  private void perform(Plan plan, Run run, List<String> failed) throws InterruptedException {
    run.faultBegins();
    long start = System.nanoTime();
    for (Plan.Step step : plan.steps()) {
      sleepUntil(start, step.atMillis());
      run.stepBegins();
      try {
        step.action().run(run);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        failed.add("step \"" + step.what() + "\" failed: " + e);
      }
      run.stepDone();
    }
    sleepUntil(start, plan.lastsMillis());
  }

  private static void sleepUntil(long start, long millis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(millis) - (System.nanoTime() - start);
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  /** Ends the load while the fault still holds, heals, and waits until writes work again. */
  private void recover(Run run, List<String> failed) throws IOException, InterruptedException {
    run.pauseLoads();
    run.rig().heal();
    sender().reconnect();
    run.stopLoads();
    if (!Wait.within(RECOVERY, () -> probe(run))) {
      failed.add("no write is acknowledged within " + RECOVERY + " after all is healed");
    }
  }

  private boolean probe(Run run) {
    sender().reconnect();
    return run.load().once().kind() == Kind.ACKED;
  }

  private Result judge(Fault fault, long seed, Plan plan, Run run, List<String> failed)
      throws IOException, InterruptedException {
    Checker checked = check(plan, run);
    for (Plan.Expectation each : plan.expectations()) {
      if (!each.holds().test(run)) {
        failed.add("expected: " + each.what());
      }
    }
    if (plan.wantsAllReplicas() && checked.missing() > 0) {
      failed.add(checked.missing() + " replicas are missing");
    }
    if (run.restarted()) {
      baseline = null;
    } else {
      backToBaseline(run.rig(), failed);
    }
    Result result =
        new Result(
            fault,
            seed,
            plan.tolerated(),
            checked,
            failed,
            run.notes(),
            Run.quantile(run.healthy(), 0.99),
            Run.quantile(run.during(), 0.99),
            run.figures());
    tell(run, result);
    return result;
  }

  /** What is not there yet may still come: by hints, or out of the write-ahead log. */
  private Checker check(Plan plan, Run run) throws IOException {
    boolean later = plan.rig().isDurable() || plan.wantsAllReplicas();
    boolean unused =
        Wait.within(
            later ? REPLICAS : Duration.ZERO,
            () -> {
              Checker now = Checker.check(run.everything(), run.rig().held());
              return now.lost().size() <= plan.tolerated()
                  && (!plan.wantsAllReplicas() || now.missing() == 0);
            });
    return Checker.check(run.everything(), run.rig().held());
  }

  private void backToBaseline(Rig on, List<String> failed)
      throws IOException, InterruptedException {
    Baseline known = baseline;
    ChildProcess gateway = on.gateway().running();
    if (known == null) {
      baseline = Baseline.of(gateway);
    } else {
      known.awaitReturn(gateway).ifPresent(failed::add);
    }
  }

  private void tell(Run run, Result result) {
    Checker checked = result.checked();
    out.accept("  " + run);
    out.accept(
        "  acknowledged %d, lost %d, duplicates %d, replicas missing %d, stored untold %d"
            .formatted(
                checked.acknowledged(),
                checked.lost().size(),
                checked.duplicates(),
                checked.missing(),
                checked.unacknowledged()));
    result
        .figures()
        .forEach((key, value) -> out.accept(String.format(Locale.ROOT, "  %s %.1f", key, value)));
    checked.lost().stream().limit(SHOWN).forEach(id -> out.accept("  LOST " + id));
    result.failed().forEach(each -> out.accept("  FAILED " + each));
    if (!result.isGood()) {
      result.notes().forEach(each -> out.accept("  note: " + each));
    }
    out.accept("");
  }

  private Rig rigOf(RigConfig wanted) throws IOException, InterruptedException {
    Rig known = rig;
    if (known != null && known.config().equals(wanted)) {
      return known;
    }
    closeRig();
    Path directory = Files.createDirectories(options.directory().resolve("rig-" + ++rigs));
    Rig made = new Rig(wanted, directory);
    rig = made;
    made.start();
    sender = new OtlpSender(made.gateway().grpcPort(), made.gateway().httpPort());
    warmUp();
    baseline = Baseline.of(made.gateway().running());
    return made;
  }

  /** The first requests of a new process load classes; they are no baseline. */
  private void warmUp() throws InterruptedException {
    Load.Shape shape = new Load.Shape(name + "-warm-" + rigs, Options.TENANT, 200, 4, 0);
    Load warm = new Load(sender(), shape);
    Wait.until("a first write", RECOVERY, () -> warm.once().kind() == Kind.ACKED);
    warm.start();
    TimeUnit.SECONDS.sleep(2);
    int unused = warm.stop().size();
  }

  private OtlpSender sender() {
    OtlpSender known = sender;
    if (known == null) {
      throw new IllegalStateException("there is no rig");
    }
    return known;
  }

  private void closeRig() {
    OtlpSender used = sender;
    if (used != null) {
      used.close();
    }
    Rig known = rig;
    if (known != null) {
      known.close();
    }
    rig = null;
  }

  @Override
  public void close() {
    closeRig();
  }

  /** Watches what the gateway has in flight, and its threads. */
  private static final class Sampler implements AutoCloseable {
    private final Run run;
    private final ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "sampler");
              thread.setDaemon(true);
              return thread;
            });

    Sampler(Run run) {
      this.run = run;
    }

    void begin() {
      var unused =
          clock.scheduleWithFixedDelay(this::sample, 0, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sample() {
      try {
        run.figure("inflight_bytes", run.rig().gateway().metric("flaregate_inflight_bytes"));
        run.figure("threads", run.rig().gateway().running().threads());
      } catch (IOException e) {
        // The gateway is down just now, as some faults want it.
        Thread.onSpinWait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      clock.shutdownNow();
    }
  }
}
