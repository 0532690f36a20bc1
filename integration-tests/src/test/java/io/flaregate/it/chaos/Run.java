package io.flaregate.it.chaos;

import io.flaregate.it.chaos.rig.Answered;
import io.flaregate.it.chaos.rig.Answered.Kind;
import io.flaregate.it.chaos.rig.Load;
import io.flaregate.it.chaos.rig.Rig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One run of a plan: what steps act on, and what expectations ask. */
final class Run {
  private final Rig rig;
  private final Load load;
  private final Options options;
  private final Map<String, Load> more = new LinkedHashMap<>();
  private final List<Long> stepBegins = new ArrayList<>();
  private final List<Long> stepNanos = new ArrayList<>();
  private final Map<String, Double> figures = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private List<Answered> answers = List.of();
  private long faultNanos = Long.MAX_VALUE;
  private long healNanos = Long.MAX_VALUE;
  private boolean restarted;

  Run(Rig rig, Load load, Options options) {
    this.rig = rig;
    this.load = load;
    this.options = options;
  }

  Rig rig() {
    return rig;
  }

  Load load() {
    return load;
  }

  Options options() {
    return options;
  }

  /** A further load of another tenant, as large as the first; it ends with it. */
  void also(String tenant) {
    more.put(tenant, load.ofTenant(tenant).start());
  }

  /** Starts the gateway that a step ended; senders connect again when it is ready. */
  void restartsGateway() throws IOException {
    restarted = true;
    rig.gateway().start();
  }

  /** Whether the gateway is another process than before. */
  boolean restarted() {
    return restarted;
  }

  /** What became of a further load's requests. */
  List<Answered> answersOf(String name) {
    Load other = more.get(name);
    if (other == null) {
      throw new IllegalArgumentException("there is no load " + name);
    }
    return other.answers();
  }

  void faultBegins() {
    faultNanos = System.nanoTime();
  }

  void stepBegins() {
    stepBegins.add(System.nanoTime());
  }

  void stepDone() {
    stepNanos.add(System.nanoTime());
  }

  void healed() {
    healNanos = System.nanoTime();
  }

  /** Sends nothing more by itself. */
  void pauseLoads() {
    load.pause();
    more.values().forEach(Load::pause);
  }

  /** Ends the loads. */
  void stopLoads() {
    answers = load.stop();
    more.values().forEach(Load::stop);
  }

  /** All answers, those of further loads included. */
  List<Answered> everything() {
    List<Answered> all = new ArrayList<>(answers);
    more.values().forEach(each -> all.addAll(each.answers()));
    return all;
  }

  /** The answers to requests before the fault. */
  List<Answered> healthy() {
    return answers.stream().filter(each -> each.dueNanos() < faultNanos).toList();
  }

  /** The answers to requests since the fault. */
  List<Answered> during() {
    return answers.stream().filter(each -> each.dueNanos() >= faultNanos).toList();
  }

  /**
   * The answers to requests from some time after a step until shortly before the next one ended.
   *
   * @param settleMillis what the step may take to show
   * @param guardMillis how long before the next step requests are left out, as they may see it
   */
  List<Answered> after(int step, long settleMillis, long guardMillis) {
    long from = stepNanos.get(step) + TimeUnit.MILLISECONDS.toNanos(settleMillis);
    long next = step + 1 < stepBegins.size() ? stepBegins.get(step + 1) : healNanos;
    long until = next - TimeUnit.MILLISECONDS.toNanos(guardMillis);
    return answers.stream()
        .filter(each -> each.dueNanos() >= from && each.dueNanos() < until)
        .toList();
  }

  /** Keeps a figure for the report. */
  void figure(String name, double value) {
    figures.merge(name, value, Math::max);
  }

  Map<String, Double> figures() {
    return figures;
  }

  double figureOr(String name, double other) {
    return figures.getOrDefault(name, other);
  }

  /** Keeps a remark for the report. */
  void note(String text) {
    notes.add(text);
  }

  List<String> notes() {
    return notes;
  }

  /** Whether all answers are of some kinds, of which there is at least one; notes what is not. */
  boolean all(String what, List<Answered> some, Kind... kinds) {
    List<Kind> allowed = Arrays.asList(kinds);
    Predicate<Answered> other = each -> !allowed.contains(each.kind());
    some.stream()
        .filter(other)
        .limit(3)
        .forEach(each -> note(what + ": " + each.kind() + " " + each.detail()));
    if (some.isEmpty()) {
      note(what + ": no answers at all");
    }
    return !some.isEmpty() && some.stream().noneMatch(other);
  }

  /** How many answers of each kind there are. */
  static Map<Kind, Integer> kinds(Collection<Answered> some) {
    Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
    some.forEach(each -> kinds.merge(each.kind(), 1, Integer::sum));
    return kinds;
  }

  /** A quantile of latency in milliseconds; 0 of nothing. */
  static double quantile(Collection<Answered> some, double q) {
    double[] sorted = some.stream().mapToDouble(Answered::millis).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, q * sorted.length)];
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "healthy %s p99 %.1f ms, since the fault %s p99 %.1f ms",
        kinds(healthy()),
        quantile(healthy(), 0.99),
        kinds(during()),
        quantile(during(), 0.99));
  }
}
