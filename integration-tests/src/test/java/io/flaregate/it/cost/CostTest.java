package io.flaregate.it.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The measurement in small, so that it goes on working; {@link CostMain} says what it is worth. */
final class CostTest {
  @Test
  void eachWayOfWritingTakesEverythingAndIsMeasured() throws Exception {
    Map<Variant, Double> millis = CostMain.measure("otlp/go-small-shop-cpu.otlp.pb", 5, 1);

    assertThat(millis).containsOnlyKeys(Variant.values());
    assertThat(millis.values()).allSatisfy(each -> assertThat(each).isNotNegative());
  }
}
