package io.flaregate.ingester.merge;

import java.util.List;

/** What profiles refer to, by content; every number is into the tables of one merge. */
final class Symbols {
  /** A function; the texts are string numbers. */
  record FunctionKey(int name, int systemName, int filename, long startLine) {}

  /** A mapping; two are one only if all is equal. */
  record MappingKey(long start, long limit, long offset, int filename, int buildId, int flags) {}

  /** A line of a location. */
  record LineKey(int function, long line, long column) {}

  /** A location; {@code mapping} is −1 if it has none. */
  record LocationKey(int mapping, long address, boolean folded, List<LineKey> lines) {}

  /** A label of a sample; the texts are string numbers. */
  record LabelKey(int key, int text, long number, int unit) implements Comparable<LabelKey> {
    @Override
    public int compareTo(LabelKey other) {
      int order = Integer.compare(key, other.key);
      order = order != 0 ? order : Integer.compare(text, other.text);
      order = order != 0 ? order : Long.compare(number, other.number);
      return order != 0 ? order : Integer.compare(unit, other.unit);
    }
  }

  /** A stacktrace, leaf first, and the labels that its samples have, sorted. */
  record StackKey(List<Integer> locations, List<LabelKey> labels) {}

  final Interner<String> strings;
  final Interner<FunctionKey> functions;
  final Interner<MappingKey> mappings;
  final Interner<LocationKey> locations;
  final Interner<StackKey> stacks;

  Symbols(Budget budget) {
    strings = new Interner<>(budget);
    functions = new Interner<>(budget);
    mappings = new Interner<>(budget);
    locations = new Interner<>(budget);
    stacks = new Interner<>(budget);
    string("");
  }

  int string(String text) {
    return strings.number(text, 2L * text.length());
  }
}
