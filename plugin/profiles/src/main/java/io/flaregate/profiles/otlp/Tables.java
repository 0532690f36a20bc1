package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.Dictionary;

/** The columns of the dictionary's tables, but for those of texts and attributes. */
final class Tables {
  final MappingColumns mappings;
  final FunctionColumns functions;
  final LocationColumns locations;
  final StackColumns stacks;
  final LinkColumns links;

  /**
   * Tables without entries.
   *
   * @param counts how many will come; of columns that are kept, for a start
   */
  Tables(boolean kept, Counts counts) {
    mappings = new MappingColumns(kept, counts.mappings);
    functions = new FunctionColumns(kept, counts.functions);
    locations = new LocationColumns(kept, counts.locations, counts.lines);
    stacks = new StackColumns(kept, counts.stacks, counts.stackLocations);
    links = new LinkColumns(kept, counts.links);
  }

  /** How many entries there is room for in all. */
  int entries() {
    return mappings.starts.length
        + functions.names.length
        + locations.mappings.length
        + locations.lineFunctions.length
        + stacks.ends.length
        + stacks.locations.length
        + links.spans.length;
  }

  /** Forgets all entries. */
  void clear() {
    mappings.clear();
    functions.clear();
    locations.clear();
    stacks.clear();
    links.clear();
  }

  /** The dictionary. */
  Dictionary build(Texts texts, AttributeColumns attributes) {
    return Dictionary.builder(texts.build())
        .mappings(mappings.build())
        .functions(functions.build())
        .locations(locations.build())
        .stacks(stacks.build())
        .attributes(attributes.build())
        .links(links.build())
        .build();
  }
}
