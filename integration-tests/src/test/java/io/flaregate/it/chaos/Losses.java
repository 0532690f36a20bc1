package io.flaregate.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers what lost something that was acknowledged: that counts, whatever the second try of a
 * failing test brings.
 */
final class Losses {
  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  private Losses() {}

  /** Fails if anything was lost, now or in an earlier try of the same. */
  static void assertNone(String tried, Collection<?> lost) {
    if (!lost.isEmpty()) {
      SEEN.add(tried);
    }
    assertThat(lost).as("lost: %s", tried).isEmpty();
    assertThat(SEEN).as("lost something in an earlier try").doesNotContain(tried);
  }
}
