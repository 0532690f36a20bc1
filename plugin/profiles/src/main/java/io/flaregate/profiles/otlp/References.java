package io.flaregate.profiles.otlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Which entries of the dictionary refer, directly or not, to something that is not there. Entries
 * are marked as they are read; references in the columns are 0 where they were out of range. A
 * request without such entries costs nothing here.
 */
final class References {

  /** How many causes are kept for messages. */
  private static final int MAX_CAUSES = 64;

  private static final int TABLES = Table.values().length + 1;

  private final int[] sizes = new int[TABLES];
  private final BitSet[] bad = new BitSet[TABLES];
  private final List<Cause> causes = new ArrayList<>();
  private boolean any;

  References(Counts counts) {
    Arrays.setAll(bad, table -> new BitSet());
    sizes[Table.MAPPING.number()] = counts.mappings;
    sizes[Table.LOCATION.number()] = counts.locations;
    sizes[Table.FUNCTION.number()] = counts.functions;
    sizes[Table.LINK.number()] = counts.links;
    sizes[Table.STRING.number()] = counts.strings;
    sizes[Table.ATTRIBUTE.number()] = counts.attributes;
    sizes[Table.STACK.number()] = counts.stacks;
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
    return isUsedBad(Table.MAPPING, tables.locationMappings[location]);
  }

  /** Index 0 is none, whatever stands in entry 0. */
  private boolean isUsedBad(Table table, int entry) {
    return entry != 0 && isBad(table, entry);
  }

  private int badFunctionOf(Tables tables, int location) {
    int end = tables.locationLineEnds[location];
    for (int line = tables.lineStart(location); line < end; line++) {
      if (isUsedBad(Table.FUNCTION, tables.lineFunctions[line])) {
        return tables.lineFunctions[line];
      }
    }
    return 0;
  }

  private int badLocationOf(Tables tables, int stack) {
    int end = tables.stackEnds[stack];
    for (int at = tables.stackStart(stack); at < end; at++) {
      if (isUsedBad(Table.LOCATION, tables.stackLocations[at])) {
        return tables.stackLocations[at];
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
      return explain(tables, Table.MAPPING, tables.locationMappings[entry]);
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
