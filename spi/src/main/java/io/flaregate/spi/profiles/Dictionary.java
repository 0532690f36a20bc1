package io.flaregate.spi.profiles;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The tables that the samples of a request share: texts, mappings, functions, locations,
 * stacktraces, attributes and links. Immutable columns; every index in them is in range.
 *
 * <p>Entry 0 of the mappings, functions, locations, attributes and links is "none". A stacktrace
 * lists its locations leaf first, without location 0; stacktrace 0 is an ordinary entry that a
 * sender leaves empty. Entries may be equal in content, and entries may be unused.
 */
public final class Dictionary {
  private final StringTable strings;
  private final Mappings mappings;
  private final Functions functions;
  private final Locations locations;
  private final Stacks stacks;
  private final Attributes attributes;
  private final Links links;

  private Dictionary(Builder builder) {
    strings = builder.strings;
    mappings = requireNonNull(builder.mappings, "mappings is null");
    functions = requireNonNull(builder.functions, "functions is null");
    locations = requireNonNull(builder.locations, "locations is null");
    stacks = requireNonNull(builder.stacks, "stacks is null");
    attributes = requireNonNull(builder.attributes, "attributes is null");
    links = requireNonNull(builder.links, "links is null");
  }

  /** A builder; every table must be set. */
  public static Builder builder(StringTable strings) {
    return new Builder(strings);
  }

  /** The texts. */
  public StringTable strings() {
    return strings;
  }

  /** The binaries and libraries. */
  public Mappings mappings() {
    return mappings;
  }

  /** The functions. */
  public Functions functions() {
    return functions;
  }

  /** The places in code. */
  public Locations locations() {
    return locations;
  }

  /** The stacktraces. */
  public Stacks stacks() {
    return stacks;
  }

  /** The attributes of resources, scopes and samples. */
  public Attributes attributes() {
    return attributes;
  }

  /** The links to spans. */
  public Links links() {
    return links;
  }

  /** Collects the tables; used once. */
  public static final class Builder {
    private final StringTable strings;
    private @Nullable Mappings mappings;
    private @Nullable Functions functions;
    private @Nullable Locations locations;
    private @Nullable Stacks stacks;
    private @Nullable Attributes attributes;
    private @Nullable Links links;

    private Builder(StringTable strings) {
      this.strings = requireNonNull(strings, "strings is null");
    }

    public Builder mappings(Mappings table) {
      mappings = table;
      return this;
    }

    public Builder functions(Functions table) {
      functions = table;
      return this;
    }

    public Builder locations(Locations table) {
      locations = table;
      return this;
    }

    public Builder stacks(Stacks table) {
      stacks = table;
      return this;
    }

    public Builder attributes(Attributes table) {
      attributes = table;
      return this;
    }

    public Builder links(Links table) {
      links = table;
      return this;
    }

    /** The dictionary. */
    public Dictionary build() {
      return new Dictionary(this);
    }
  }
}
