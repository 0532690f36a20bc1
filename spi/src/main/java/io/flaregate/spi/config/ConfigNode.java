package io.flaregate.spi.config;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node of a configuration, as read from YAML: a scalar, a list or a map. */
public sealed interface ConfigNode {

  /** Where it stands. */
  Position position();

  /**
   * A scalar.
   *
   * @param text its text, or null for YAML's null
   * @param plain whether it was written without quotes, so that {@code 1}, {@code true} and {@code
   *     5s} may be read as what they look like
   * @param position where it stands
   */
  record Scalar(@Nullable String text, boolean plain, Position position) implements ConfigNode {
    public Scalar {
      requireNonNull(position, "position is null");
    }
  }

  /**
   * A list.
   *
   * @param items its items
   * @param position where it stands
   */
  record Sequence(List<ConfigNode> items, Position position) implements ConfigNode {
    public Sequence {
      items = List.copyOf(items);
      requireNonNull(position, "position is null");
    }
  }

  /**
   * A map; the order of its entries is kept.
   *
   * @param entries its entries
   * @param position where it stands
   */
  record Mapping(Map<String, Entry> entries, Position position) implements ConfigNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
      requireNonNull(position, "position is null");
    }
  }

  /**
   * An entry of a map.
   *
   * @param keyPosition where the key stands
   * @param value the value
   */
  record Entry(Position keyPosition, ConfigNode value) {
    public Entry {
      requireNonNull(keyPosition, "keyPosition is null");
      requireNonNull(value, "value is null");
    }
  }
}
