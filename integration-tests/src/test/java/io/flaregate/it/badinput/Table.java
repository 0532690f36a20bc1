package io.flaregate.it.badinput;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The whole table, by number. */
final class Table {
  private Table() {}

  static List<Row> rows() {
    return Stream.of(
            OtlpRows.rows(), BytesRows.rows(), JsonRows.rows(), PushRows.rows(), DoorRows.rows())
        .flatMap(List::stream)
        .sorted(Comparator.comparingInt(row -> Integer.parseInt(row.id().substring(1))))
        .toList();
  }

  /** The rows of each number. */
  static Map<Integer, List<Row>> byNumber() {
    return rows().stream()
        .collect(
            Collectors.groupingBy(
                row -> Integer.valueOf(row.id().substring(1)), TreeMap::new, Collectors.toList()));
  }
}
