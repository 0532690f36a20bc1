package io.flaregate.profiles.otlp;

/** The tables of a dictionary, under the names of the schema. */
enum Table {
  MAPPING(Table.MAPPING_FIELD, "mapping_table", "mapping"),
  LOCATION(Table.LOCATION_FIELD, "location_table", "location"),
  FUNCTION(Table.FUNCTION_FIELD, "function_table", "function"),
  LINK(Table.LINK_FIELD, "link_table", "link"),
  STRING(Table.STRING_FIELD, "string_table", "string"),
  ATTRIBUTE(Table.ATTRIBUTE_FIELD, "attribute_table", "attribute"),
  STACK(Table.STACK_FIELD, "stack_table", "stack");

  static final int MAPPING_FIELD = 1;
  static final int LOCATION_FIELD = 2;
  static final int FUNCTION_FIELD = 3;
  static final int LINK_FIELD = 4;
  static final int STRING_FIELD = 5;
  static final int ATTRIBUTE_FIELD = 6;
  static final int STACK_FIELD = 7;

  private final int number;
  private final String field;
  private final String entry;

  Table(int number, String field, String entry) {
    this.number = number;
    this.field = field;
    this.entry = entry;
  }

  /** The number of the field in the dictionary: 1 to 7. */
  int number() {
    return number;
  }

  /** The name of the field: {@code stack_table}. */
  String field() {
    return field;
  }

  /** What one entry is called: {@code stack}. */
  String entry() {
    return entry;
  }

  /**
   * Says that something refers to an entry that is not there.
   *
   * @param from who refers: {@code sample 3}
   * @param size the number of entries
   */
  String dangling(String from, int index, int size) {
    String table = size == 0 ? "the table is missing" : "the table has " + size + " entries";
    return field + ": " + from + " refers to " + entry + " " + index + " (" + table + ")";
  }
}
