package io.flaregate.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every number of the list of bad inputs has a test, which is there. */
final class IndexTest {
  private static final int ROWS = 57;
  private static final Path ROOT = Path.of("..");

  @Test
  void everyRowHasATest() {
    Set<Integer> here = Table.byNumber().keySet();
    Set<Integer> elsewhere = Elsewhere.tests().keySet();
    assertThat(IntStream.rangeClosed(1, ROWS).boxed())
        .allMatch(row -> here.contains(row) || elsewhere.contains(row));
  }

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    for (Map.Entry<Integer, List<String>> row : Elsewhere.tests().entrySet()) {
      for (String test : row.getValue()) {
        String[] parts = test.split("#", 2);
        Path source = ROOT.resolve(parts[0] + ".java");
        assertThat(source).as("B" + row.getKey()).exists();
        String text = Files.readString(source);
        assertThat(text).as(test).contains("Test");
        assertThat(parts.length == 1 || text.contains(" " + parts[1])).as(test).isTrue();
      }
    }
  }

  /** Writes the table for people to target/bad-input.md. */
  @Test
  void theTableCanBeRead() throws IOException {
    String table =
        IntStream.rangeClosed(1, ROWS)
            .mapToObj(IndexTest::lines)
            .collect(
                Collectors.joining(
                    "",
                    "| row | input | answer | doors | tests elsewhere |\n|---|---|---|---|---|\n",
                    ""));
    assertThat(table.lines()).hasSizeGreaterThan(ROWS);
    Path file = Path.of("target/bad-input.md");
    Files.createDirectories(Path.of("target"));
    Files.writeString(file, table);
  }

  private static String lines(int number) {
    List<Row> rows = Table.byNumber().getOrDefault(number, List.of());
    String others =
        Elsewhere.tests().getOrDefault(number, List.of()).stream()
            .map(test -> "`" + test.replaceFirst(".*/", "").replaceFirst("#.*", "") + "`")
            .distinct()
            .collect(Collectors.joining(", "));
    if (rows.isEmpty()) {
      return "| B" + number + " | | | | " + others + " |\n";
    }
    Map<String, List<Row>> answers =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    IndexTest::answer, java.util.TreeMap::new, Collectors.toList()));
    return answers.entrySet().stream()
        .map(
            each ->
                "| B"
                    + number
                    + " | "
                    + inputs(each.getValue())
                    + " | "
                    + each.getKey()
                    + " | "
                    + doors(each.getValue())
                    + " | "
                    + others
                    + " |\n")
        .collect(Collectors.joining());
  }

  private static String inputs(List<Row> rows) {
    return rows.stream()
        .map(row -> row.what().replace("|", "\\|"))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static String answer(Row row) {
    String http = row.verdict().status(Door.OTLP_HTTP);
    String grpc = row.verdict().status(Door.OTLP_GRPC);
    String reason = row.reason().isEmpty() ? "" : ", `" + row.reason() + "`";
    String kind =
        switch (row.verdict()) {
          case WARNED -> " with a message";
          case PARTIAL -> " with 1 rejected";
          default -> "";
        };
    return http + " / " + grpc + kind + reason;
  }

  private static String doors(List<Row> rows) {
    return rows.stream()
        .flatMap(row -> row.shots().get().stream())
        .map(shot -> shot.door().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '))
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
