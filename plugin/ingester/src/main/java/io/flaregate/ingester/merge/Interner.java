package io.flaregate.ingester.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers distinct keys from 0 in the order in which they first come. */
final class Interner<K> {
  private final Map<K, Integer> numbers = new HashMap<>();
  private final List<K> keys = new ArrayList<>();
  private final Budget budget;

  Interner(Budget budget) {
    this.budget = budget;
  }

  /**
   * The number of a key.
   *
   * @param payloadBytes about how much heap the key takes
   * @throws MergeLimitException if the key is new and there is no room for it
   */
  int number(K key, long payloadBytes) {
    Integer known = numbers.get(key);
    if (known != null) {
      return known;
    }
    budget.entry(payloadBytes);
    int number = keys.size();
    numbers.put(key, number);
    keys.add(key);
    return number;
  }

  /** The keys by number. */
  List<K> keys() {
    return keys;
  }
}
