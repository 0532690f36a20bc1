package io.flaregate.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class GuardOptionsTest {

  @Test
  void defaults() {
    assertThat(GuardOptions.parse())
        .isEqualTo(new GuardOptions(Path.of("benchmarks/budgets.txt"), false, Plant.NONE));
  }

  @Test
  void everyOption() {
    assertThat(GuardOptions.parse("--budgets=a.txt", "--write-budgets"))
        .isEqualTo(new GuardOptions(Path.of("a.txt"), true, Plant.NONE));
    assertThat(GuardOptions.parse("--plant=boxed-map").plant()).isEqualTo(Plant.BOXED_MAP);
    assertThat(GuardOptions.parse("--plant=string-copies").plant()).isEqualTo(Plant.STRING_COPIES);
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> GuardOptions.parse("--plant=tree"))
        .hasMessageStartingWith("--plant is tree\nusage: Guard");
    assertThatThrownBy(() -> GuardOptions.parse("--fast"))
        .hasMessageStartingWith("unknown argument --fast\nusage: Guard");
    assertThatThrownBy(() -> GuardOptions.parse("--plant=boxed-map", "--write-budgets"))
        .hasMessage("--write-budgets would write a planted regression");
  }
}
