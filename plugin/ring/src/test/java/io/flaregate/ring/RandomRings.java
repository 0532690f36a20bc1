package io.flaregate.ring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random rings, small and crowded, so that every odd case turns up. */
final class RandomRings {
  static final long NOW_MILLIS = 1_700_000_000_250L;
  private static final int TIMEOUT_SECONDS = 60;

  private RandomRings() {}

  static RingConfig config(Random random) {
    return new RingConfig(
        1 + random.nextInt(5),
        random.nextBoolean(),
        random.nextInt(4) > 0,
        Duration.ofSeconds(TIMEOUT_SECONDS),
        random.nextInt(4) == 0 ? Set.of("zone-1", "zone-x") : Set.of());
  }

  /** Members whose many tokens crowd in a few short stretches of the ring. */
  static List<Instance> crowded(Random random, int most, int mostTokens) {
    List<Instance> instances = new ArrayList<>();
    int[] stretches = random.ints(1 + random.nextInt(4)).toArray();
    for (Instance one : instances(random, most, 0)) {
      int[] tokens = new int[random.nextInt(mostTokens + 1)];
      for (int t = 0; t < tokens.length; t++) {
        tokens[t] = stretches[random.nextInt(stretches.length)] + random.nextInt(5000);
      }
      instances.add(one.withTokens(TokenList.of(tokens)));
    }
    return instances;
  }

  /** Members with tokens of a small set of values, so that members share some. */
  static List<Instance> instances(Random random, int most, int mostTokens) {
    int count = random.nextInt(most + 1);
    int spread = 1 << (1 + random.nextInt(10));
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] tokens = new int[random.nextInt(mostTokens + 1)];
      for (int t = 0; t < tokens.length; t++) {
        tokens[t] = random.nextInt(4 * spread) * (Integer.MIN_VALUE / spread / 2) + 5;
      }
      instances.add(
          new Instance(
              (char) ('a' + random.nextInt(3)) + "-" + i,
              "10.0.0." + i + ":9095",
              random.nextInt(8) == 0 ? "" : "zone-" + random.nextInt(4),
              InstanceState.of(random.nextInt(3) > 0 ? 0 : random.nextInt(7)),
              NOW_MILLIS / 1000 - (random.nextInt(4) > 0 ? 0 : 55 + random.nextInt(10)),
              0,
              random.nextInt(5) == 0,
              0,
              TokenList.of(tokens)));
    }
    return instances;
  }

  /** A token of a member, one beside it, or any number. */
  static int key(Random random, List<Instance> instances) {
    if (instances.isEmpty() || random.nextInt(3) == 0) {
      return random.nextInt();
    }
    TokenList tokens = instances.get(random.nextInt(instances.size())).tokens();
    return tokens.isEmpty()
        ? random.nextInt()
        : tokens.get(random.nextInt(tokens.size())) + random.nextInt(3) - 1;
  }
}
