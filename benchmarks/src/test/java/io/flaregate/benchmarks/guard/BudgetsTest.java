package io.flaregate.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BudgetsTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Map<Figure, Double> figures =
        Map.of(
            Figure.bytes("transform", "a.otlp.pb"), 123_456.0,
            Figure.ratio("push", "parse", Figure.ALL), 0.875);
    Path file = folder.resolve("budgets.txt");
    new Budgets(new TreeMap<>(figures)).write(file);
    assertThat(Budgets.read(file).values()).isEqualTo(figures);
    assertThat(Files.readString(file))
        .contains("bytes transform a.otlp.pb 123456\n")
        .contains("ratio push/parse all 0.875\n");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes transform a, '3 words, expected kind, name, file and value: bytes transform a'",
    "speed transform a 1, 'kind is speed, expected bytes or ratio'",
    "bytes transform a many, 'value is many, expected a number above 0'",
    "bytes transform a 0, 'value is 0, expected a number above 0'"
  })
  void aLineThatIsNoneIsNamed(String line, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("budgets.txt"), "# head\n" + line + "\n");
    assertThatThrownBy(() -> Budgets.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ", line 2: " + message);
  }

  @Test
  void aFigureThatStandsTwiceIsRefused() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("budgets.txt"), "bytes transform a 1\nbytes transform a 2\n");
    assertThatThrownBy(() -> Budgets.read(file)).hasMessageContaining("line 2: the figure stands");
  }

  @Test
  void theCommittedBudgetsCanBeRead() throws IOException {
    assertThat(Budgets.read(Path.of("budgets.txt")).values()).isNotEmpty();
  }
}
