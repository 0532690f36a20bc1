package io.flaregate.profiles.otlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Which entries of the dictionary refer, directly or not, to something that is not there. They are
 * marked once all tables are read; references in the columns are 0 where they were out of range. A
 * request without such entries costs one look at each reference.
 */
final class References {

  /** How many causes are kept for messages. */
  private static final int MAX_CAUSES = 64;

  private static final int TABLES = Table.values().length + 1;

  private final int[] sizes = new int[TABLES];
  private final BitSet[] bad = new BitSet[TABLES];
  private final List<Cause> causes = new ArrayList<>();
  private boolean any;

  /** Of tables that are not read yet. */
  References() {
    Arrays.setAll(bad, table -> new BitSet());
  }

  /** The number of entries of a table, as the request has it. */
  int size(Table table) {
    return sizes[table.number()];
  }

  /** Whether an index is none (0) or in range. */
  boolean inRange(Table table, int index) {
    return index == 0 || Integer.compareUnsigned(index, sizes[table.number()]) < 0;
  }

  /**
   * A reference of an entry as it goes into its column.
   *
   * @param owner the table of the entry that refers
   * @param target the table that is referred to
   * @return the index; 0 if it is out of range, and then the entry is marked
   */
  int checked(Table owner, int entry, Table target, int index) {
    if (inRange(target, index)) {
      return index;
    }
    mark(owner, entry, target, index);
    return 0;
  }

  /**
   * Checks what functions, locations, stacks and attributes refer to, once all tables are read. A
   * reference that is out of range becomes 0, or is left out of its stack, and what has it is
   * marked.
   *
   * @param texts the number of entries of the string table
   */
  void check(Tables tables, AttributeColumns attributes, int texts) {
    sizes[Table.MAPPING.number()] = tables.mappings.size;
    sizes[Table.LOCATION.number()] = tables.locations.size;
    sizes[Table.FUNCTION.number()] = tables.functions.size;
    sizes[Table.LINK.number()] = tables.links.size;
    sizes[Table.STRING.number()] = texts;
    sizes[Table.ATTRIBUTE.number()] = attributes.size;
    sizes[Table.STACK.number()] = tables.stacks.size;
    checkFunctions(tables.functions);
    checkAttributes(attributes);
    LocationColumns locations = tables.locations;
    checkColumn(Table.LOCATION, locations.mappings, locations.size, Table.MAPPING);
    if (!allInRange(locations.lineFunctions, locations.lines, Table.FUNCTION)) {
      checkLines(locations);
    }
    if (!inRange(Table.LOCATION, tables.stacks.highestLocation)) {
      checkStacks(tables.stacks);
    }
  }

  private void checkFunctions(FunctionColumns functions) {
    checkColumn(Table.FUNCTION, functions.names, functions.size, Table.STRING);
    checkColumn(Table.FUNCTION, functions.systemNames, functions.size, Table.STRING);
    checkColumn(Table.FUNCTION, functions.files, functions.size, Table.STRING);
  }

  private void checkAttributes(AttributeColumns attributes) {
    for (int attribute = 0; attribute < attributes.size; attribute++) {
      long value = attributes.values[attribute];
      // Texts that stand inline are always there.
      if (attributes.isString(attribute) && value < AttributeColumns.INLINE) {
        attributes.values[attribute] =
            checked(Table.ATTRIBUTE, attribute, Table.STRING, (int) value);
      }
    }
    checkColumn(Table.ATTRIBUTE, attributes.units, attributes.size, Table.STRING);
    checkColumn(Table.ATTRIBUTE, attributes.keys, attributes.size, Table.STRING);
  }

  private void checkColumn(Table owner, int[] column, int count, Table target) {
    if (allInRange(column, count, target)) {
      return;
    }
    for (int entry = 0; entry < count; entry++) {
      column[entry] = checked(owner, entry, target, column[entry]);
    }
  }

  private boolean allInRange(int[] column, int count, Table target) {
    int last = Math.max(1, size(target)) - 1;
    int outside = 0;
    for (int at = 0; at < count; at++) {
      outside |= column[at] | (last - column[at]);
    }
    return outside >= 0;
  }

  private void checkLines(LocationColumns locations) {
    for (int location = 0; location < locations.size; location++) {
      int end = locations.lineEnds[location];
      for (int line = locations.lineStart(location); line < end; line++) {
        locations.lineFunctions[line] =
            checked(Table.LOCATION, location, Table.FUNCTION, locations.lineFunctions[line]);
      }
    }
  }

  private void checkStacks(StackColumns stacks) {
    int from = 0;
    int to = 0;
    for (int stack = 0; stack < stacks.size; stack++) {
      int end = stacks.ends[stack];
      for (int at = from; at < end; at++) {
        int location = checked(Table.STACK, stack, Table.LOCATION, stacks.locations[at]);
        if (location != 0) {
          stacks.locations[to++] = location;
        }
      }
      stacks.ends[stack] = to;
      from = end;
    }
    stacks.locationCount = to;
  }

  /** Marks an entry since what it refers to is not there, or is marked itself. */
  void mark(Table owner, int entry, Table target, int index) {
    mark(owner, entry);
    if (causes.size() < MAX_CAUSES) {
      causes.add(new Cause(owner, entry, target, index));
    }
  }

  private void mark(Table table, int entry) {
    any = true;
    bad[table.number()].set(entry);
  }

  /** Whether an entry, given by an index in range, cannot be used. */
  boolean isBad(Table table, int entry) {
    return any && bad[table.number()].get(entry);
  }

  /** Marks locations and stacks that lead to marked entries; once all tables are read. */
  void propagate(Tables tables) {
    if (!any) {
      return;
    }
    for (int location = 1; location < size(Table.LOCATION); location++) {
      if (badMappingOf(tables, location) || badFunctionOf(tables, location) > 0) {
        mark(Table.LOCATION, location);
      }
    }
    for (int stack = 0; stack < size(Table.STACK); stack++) {
      if (badLocationOf(tables, stack) > 0) {
        mark(Table.STACK, stack);
      }
    }
  }

  private boolean badMappingOf(Tables tables, int location) {
    return isUsedBad(Table.MAPPING, tables.locations.mappings[location]);
  }

  /** Index 0 is none, whatever stands in entry 0. */
  private boolean isUsedBad(Table table, int entry) {
    return entry != 0 && isBad(table, entry);
  }

  private int badFunctionOf(Tables tables, int location) {
    int end = tables.locations.lineEnds[location];
    for (int line = tables.locations.lineStart(location); line < end; line++) {
      if (isUsedBad(Table.FUNCTION, tables.locations.lineFunctions[line])) {
        return tables.locations.lineFunctions[line];
      }
    }
    return 0;
  }

  private int badLocationOf(Tables tables, int stack) {
    int end = tables.stacks.ends[stack];
    for (int at = tables.stacks.start(stack); at < end; at++) {
      if (isUsedBad(Table.LOCATION, tables.stacks.locations[at])) {
        return tables.stacks.locations[at];
      }
    }
    return 0;
  }

  /** Says what is wrong with a marked entry. */
  String explain(Tables tables, Table table, int entry) {
    for (Cause cause : causes) {
      if (cause.owner == table && cause.entry == entry) {
        String from = table.entry() + " " + entry;
        if (inRange(cause.target, cause.index)) {
          return explain(tables, cause.target, cause.index);
        }
        return cause.target.dangling(from, cause.index, size(cause.target));
      }
    }
    if (table == Table.STACK && badLocationOf(tables, entry) > 0) {
      return explain(tables, Table.LOCATION, badLocationOf(tables, entry));
    }
    if (table == Table.LOCATION && badMappingOf(tables, entry)) {
      return explain(tables, Table.MAPPING, tables.locations.mappings[entry]);
    }
    if (table == Table.LOCATION && badFunctionOf(tables, entry) > 0) {
      return explain(tables, Table.FUNCTION, badFunctionOf(tables, entry));
    }
    return table.field() + ": " + table.entry() + " " + entry + " refers to what is not there";
  }

  @Override
  public String toString() {
    return "References{sizes=" + Arrays.toString(sizes) + ", causes=" + causes + "}";
  }

  private record Cause(Table owner, int entry, Table target, int index) {}
}
