package io.flaregate.phlare.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.config.Binding;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.testing.ConfigNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HintsConfigTest {
  @TempDir private Path folder;

  private static Binding<HintsConfig> bind(Map<String, ?> written) {
    return ConfigBinder.bind(ConfigNodes.of(written), "hints", HintsConfig.defaults());
  }

  private static List<String> problems(Map<String, ?> written) {
    return bind(written).problems().stream()
        .map(each -> each.severity() + " " + each.path() + ": " + each.message())
        .toList();
  }

  @Test
  void defaultsAreTheDocumentedOnes() {
    Binding<HintsConfig> bound = bind(Map.of());
    assertThat(bound.problems()).isEmpty();
    assertThat(bound.value())
        .isEqualTo(new HintsConfig(true, "", 67_108_864, Duration.ofHours(1), 33_554_432));
  }

  @Test
  void boundsThatMakeNoSenseAreRefused() {
    assertThat(problems(Map.of("max_age", "0s")))
        .containsExactly("ERROR hints::max_age: is 0s, must be more than 0");
    assertThat(problems(Map.of("max_age", "25h")))
        .containsExactly(
            "ERROR hints::max_age: is 25h, must be at most 24h: compactors may be done with that"
                + " time");
    assertThat(problems(Map.of("max_bytes", 1, "max_bytes_per_second", 0)))
        .containsExactlyInAnyOrder(
            "ERROR hints::max_bytes: is 1, must be at least 65536",
            "ERROR hints::max_bytes_per_second: is 0, must be at least 65536");
  }

  @Test
  void moreMemoryThanHalfOfTheHeapIsWarnedOf() {
    long most = Runtime.getRuntime().maxMemory();
    assertThat(problems(Map.of("max_bytes", most)))
        .containsExactly(
            "WARNING hints::max_bytes: is "
                + most
                + " in memory, more than half of the heap; set directory or less");
    assertThat(problems(Map.of("max_bytes", most, "directory", folder.toString()))).isEmpty();
    assertThat(problems(Map.of("max_bytes", most, "enabled", false))).isEmpty();
  }

  @Test
  void directoryMustBeOneOrPossible() throws IOException {
    assertThat(problems(Map.of("directory", folder.resolve("a/b").toString()))).isEmpty();
    assertThat(folder.resolve("a")).doesNotExist();
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(problems(Map.of("directory", file.resolve("b").toString())))
        .containsExactly(
            "ERROR hints::directory: \""
                + file.resolve("b")
                + "\" cannot be one: "
                + file
                + " is a file");
    assertThat(problems(Map.of("directory", "a\0b")))
        .containsExactly(
            "ERROR hints::directory: \"a\0b\" is not a path: Nul character not allowed");
    assertThat(problems(Map.of("directory", "a\0b", "enabled", false))).isEmpty();
  }
}
