package io.flaregate.gateway.config;

import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.ConfigNode.Entry;
import io.flaregate.spi.config.ConfigNode.Mapping;
import io.flaregate.spi.config.Position;
import io.flaregate.spi.config.ProblemList;
import io.flaregate.transport.yaml.ConfigSource;
import io.flaregate.transport.yaml.SyntaxException;
import io.flaregate.transport.yaml.YamlReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values that the command line sets over those of the file: {@code service::admin::endpoint=:0}.
 */
final class Overrides {
  private Overrides() {}

  /**
   * The tree with one value set.
   *
   * @param assignment {@code path=value}, the value in YAML
   * @throws SyntaxException if it is no such thing
   */
  static ConfigNode apply(ConfigNode root, String assignment, ProblemList problems)
      throws SyntaxException {
    String source = "--set " + assignment;
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new SyntaxException(
          new Position(source, 0, 0), source + ": expected path=value, such as a::b=c");
    }
    ConfigNode value = value(source, assignment.substring(equals + 1), problems);
    List<String> path = List.of(assignment.substring(0, equals).split(ProblemList.SEPARATOR, -1));
    return set(root, path, value);
  }

  private static ConfigNode value(String source, String text, ProblemList problems)
      throws SyntaxException {
    return text.isEmpty()
        ? new ConfigNode.Scalar("", false, new Position(source, 0, 0))
        : YamlReader.read(new ConfigSource(source, text), problems);
  }

  private static ConfigNode set(ConfigNode node, List<String> path, ConfigNode value) {
    if (path.isEmpty()) {
      return value;
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (node instanceof Mapping mapping) {
      entries.putAll(mapping.entries());
    }
    String key = path.get(0);
    Entry known = entries.get(key);
    ConfigNode below = known != null ? known.value() : new Mapping(Map.of(), value.position());
    ConfigNode changed = set(below, path.subList(1, path.size()), value);
    entries.put(key, new Entry(known != null ? known.keyPosition() : value.position(), changed));
    return new Mapping(entries, node.position());
  }
}
