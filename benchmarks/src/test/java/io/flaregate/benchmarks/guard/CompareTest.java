package io.flaregate.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CompareTest {
  private static final String OWN = System.getProperty("java.class.path");
  private static final String FILE = "go-small-shop-cpu.otlp.pb";

  private static CompareOptions parse(String... args) {
    return CompareOptions.parse("own.jar", List.of("a", "b"), args);
  }

  @Test
  void defaults() {
    assertThat(parse("--before=old.jar"))
        .isEqualTo(
            new CompareOptions(
                "old.jar", "own.jar", "TransformBenchmark.transform", 4, List.of("a", "b")));
  }

  @Test
  void everyOption() {
    assertThat(
            parse("--before=old.jar", "--after=c", "--benchmark=Push.push", "--jvms=2", "x", "y"))
        .isEqualTo(new CompareOptions("old.jar", "c", "Push.push", 2, List.of("x", "y")));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> parse()).hasMessageStartingWith("--before is missing\nusage: Compare");
    assertThatThrownBy(() -> parse("--before=a", "--fast"))
        .hasMessageStartingWith("unknown argument --fast\nusage: Compare");
    assertThatThrownBy(() -> parse("--before=a", "--jvms=3"))
        .hasMessageStartingWith("--jvms is 3 (expected: an even number from 2 to 98)");
    assertThatThrownBy(() -> parse("--before=a", "--benchmark=transform"))
        .hasMessageStartingWith("--benchmark is transform\nusage: Compare");
  }

  @Test
  void twoCopiesOfTheCodeAreLoadedAndTimed() throws Exception {
    assertThat(Compare.ratio(OWN, OWN, "TransformBenchmark.transform", FILE, 0, 1))
        .isPositive()
        .isFinite();
    assertThat(Side.load(OWN, "TransformBenchmark.transform", FILE).run())
        .isEqualTo(Side.load(OWN, "TransformBenchmark.transform", FILE).run());
  }

  @Test
  void whatIsLoadedIsNoneOfThisCode() throws Exception {
    Object parsed = Side.load(OWN, "TransformBenchmark.parse", FILE).run();
    assertThat(parsed.getClass().getClassLoader()).isNotSameAs(getClass().getClassLoader());
    assertThat(parsed.getClass().getSimpleName()).isEqualTo("ExportProfilesServiceRequest");
  }

  @Test
  void aMissingJarOrBenchmarkIsNamed() {
    assertThatThrownBy(() -> Side.load("no.jar", "TransformBenchmark.transform", FILE))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage("no.jar: there is no such file");
    assertThatThrownBy(() -> Side.load(OWN, "TransformBenchmark.none", FILE))
        .isInstanceOf(NoSuchMethodException.class);
    assertThatThrownBy(() -> Side.load(OWN, "TransformBenchmark.transform", "no.otlp.pb"))
        .isInstanceOf(ReflectiveOperationException.class)
        .hasMessage("TransformBenchmark.read failed");
  }
}
