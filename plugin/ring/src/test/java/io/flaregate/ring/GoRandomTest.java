package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GoRandomTest {
  @Test
  void seedsThatAreEqualModuloThePrimeGiveEqualNumbers() {
    GoRandom a = new GoRandom(5);
    GoRandom b = new GoRandom(5L - Integer.MAX_VALUE);
    for (int i = 0; i < 2000; i++) {
      assertThat(a.uint64()).isEqualTo(b.uint64());
    }
  }

  @Test
  void int31IsTheUpperHalfOfInt63() {
    GoRandom a = new GoRandom(-7);
    GoRandom b = new GoRandom(-7);
    for (int i = 0; i < 1000; i++) {
      assertThat(a.int31()).isEqualTo((int) (b.int63() >>> 32)).isNotNegative();
    }
  }

  @Test
  void intnStaysBelowItsBound() {
    GoRandom random = new GoRandom(1);
    for (int bound : new int[] {1, 2, 3, 1 << 30, (1 << 30) + 1, Integer.MAX_VALUE}) {
      for (int i = 0; i < 200; i++) {
        assertThat(random.intn(bound)).isBetween(0, bound - 1);
      }
    }
  }

  @Test
  void aBoundThatIsNotPositiveIsRefused() {
    assertThatThrownBy(() -> new GoRandom(1).intn(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bound must be positive: 0");
  }
}
