package io.flaregate.phlare.read;

import io.flaregate.phlare.testing.CpuPprof;
import io.flaregate.phlare.testing.ReadableIngester;
import io.flaregate.phlare.testing.ReadableIngester.Held;
import io.flaregate.phlare.testing.ReadableIngester.Mood;
import io.flaregate.profiles.pprofpb.Profile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One seed's cluster: who holds what and how each ingester behaves. */
final class ReadScene {
  private static final List<Mood> MOODS =
      List.of(
          Mood.WELL,
          Mood.WELL,
          Mood.WELL,
          Mood.WELL,
          Mood.WELL,
          Mood.REFUSING,
          Mood.BREAKING,
          Mood.FORGETFUL);

  private final Random random;
  private final int factor;
  private final int count;
  private final boolean zones;
  private final List<List<Held>> held = new ArrayList<>();
  private final List<Mood> moods = new ArrayList<>();

  ReadScene(long seed, List<ReadableIngester> ingesters) {
    random = new Random(seed);
    count = 1 + random.nextInt(ingesters.size());
    factor = 1 + random.nextInt(Math.min(3, count));
    zones = random.nextInt(3) == 0;
    for (int i = 0; i < count; i++) {
      held.add(new ArrayList<>());
      moods.add(MOODS.get(random.nextInt(MOODS.size())));
    }
    for (int profile = random.nextInt(20); profile > 0; profile--) {
      Held one =
          held(
              "svc" + random.nextInt(3),
              1000 + random.nextInt(500),
              "f" + random.nextInt(4),
              1 + random.nextInt(100));
      // On any replicas, one at least; the same name means the same profile.
      if (held.stream().flatMap(List::stream).noneMatch(h -> isSame(h, one))) {
        List<List<Held>> order = new ArrayList<>(held);
        Collections.shuffle(order, random);
        order.subList(0, 1 + random.nextInt(count)).forEach(each -> each.add(one));
      }
    }
    for (int i = 0; i < count; i++) {
      // Replicas are told by labels in one seed, and by fingerprints alone in the next.
      ingesters.get(i).numbering((seed & 1) == 0).set(held.get(i), moods.get(i));
    }
  }

  /** How many ingesters hold each series. */
  int factor() {
    return factor;
  }

  /** How many ingesters there are. */
  int count() {
    return count;
  }

  /** Whether they are in zones. */
  boolean zones() {
    return zones;
  }

  private static boolean isSame(Held one, Held other) {
    return one.millis() == other.millis() && one.labels().equals(other.labels());
  }

  /** Who gives a sum of whatever it is told to add up. */
  Set<Integer> answering() {
    Set<Integer> answering = new HashSet<>();
    for (int i = 0; i < count; i++) {
      if (moods.get(i) == Mood.WELL) {
        answering.add(i);
      }
    }
    return answering;
  }

  /** The union of what some hold, each profile once. */
  SortedMap<String, Long> union(Set<Integer> members) {
    Map<List<Object>, Profile> union = new HashMap<>();
    members.forEach(
        i -> held.get(i).forEach(h -> union.put(List.of(h.labels(), h.millis()), h.pprof())));
    return CpuPprof.values(CpuPprof.sum(new ArrayList<>(union.values())));
  }

  static SortedMap<String, String> labels(String service) {
    return new TreeMap<>(Map.of("__name__", "process_cpu", "service_name", service));
  }

  static Held held(String service, long millis, String function, long value) {
    return new Held(labels(service), millis, CpuPprof.of(Map.of(function, value)));
  }
}
