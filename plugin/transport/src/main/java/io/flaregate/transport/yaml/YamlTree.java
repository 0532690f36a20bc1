package io.flaregate.transport.yaml;

import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.ConfigNode.Entry;
import io.flaregate.spi.config.ConfigNode.Mapping;
import io.flaregate.spi.config.ConfigNode.Scalar;
import io.flaregate.spi.config.ConfigNode.Sequence;
import io.flaregate.spi.config.Position;
import io.flaregate.spi.config.ProblemList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.Event.ID;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/**
 * Builds nodes from the parser's events. An alias stands for all nodes below its anchor when nodes
 * are counted, so that a few lines cannot become a million.
 */
final class YamlTree {
  static final int MAX_NODES = 100_000;
  static final int MAX_DEPTH = 64;

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final String TAG_PREFIX = "tag:yaml.org,2002:";
  private static final Set<String> COLLECTION_TAGS = Set.of("map", "seq");
  private static final Set<String> PLAIN_TAGS = Set.of("int", "float", "bool", "null");
  private static final String MERGE = "<<";

  private final String source;
  private final ProblemList problems;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int nodes;

  YamlTree(String source, ProblemList problems) {
    this.source = source;
    this.problems = problems;
  }

  /** A node with an anchor, and how many nodes it is; no node while it is still being read. */
  private record Anchored(@Nullable ConfigNode node, int size) {}

  ConfigNode document(Iterator<Event> events) throws SyntaxException {
    events.next(); // the start of the stream
    Event first = events.next();
    if (first.getEventId() == ID.StreamEnd) {
      throw new SyntaxException(new Position(source, 0, 0), source + " is empty");
    }
    ConfigNode root = node(events.next(), events, "", 0);
    events.next(); // the end of the document
    Event next = events.next();
    if (next.getEventId() != ID.StreamEnd) {
      throw new SyntaxException(position(next), "a second document starts here; only one is read");
    }
    return root;
  }

  private ConfigNode node(Event event, Iterator<Event> events, String path, int depth)
      throws SyntaxException {
    if (depth > MAX_DEPTH) {
      throw new SyntaxException(position(event), "nested more than " + MAX_DEPTH + " deep");
    }
    if (event instanceof AliasEvent alias) {
      return alias(alias);
    }
    Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
    anchor.ifPresent(name -> anchors.put(name, new Anchored(null, 0)));
    int before = nodes;
    count(event, 1);
    ConfigNode node = content(event, events, path, depth);
    anchor.ifPresent(name -> anchors.put(name, new Anchored(node, nodes - before)));
    return node;
  }

  private void count(Event event, int more) throws SyntaxException {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw new SyntaxException(
          position(event), "more than " + MAX_NODES + " values, those of aliases included");
    }
  }

  private ConfigNode alias(AliasEvent alias) throws SyntaxException {
    Anchored target = anchors.get(alias.getAlias());
    if (target == null) {
      throw new SyntaxException(position(alias), "there is no anchor &" + alias.getAlias());
    }
    if (target.node() == null) {
      throw new SyntaxException(position(alias), "*" + alias.getAlias() + " would contain itself");
    }
    count(alias, target.size());
    return target.node();
  }

  private ConfigNode content(Event event, Iterator<Event> events, String path, int depth)
      throws SyntaxException {
    if (event instanceof ScalarEvent scalar) {
      return scalar(scalar);
    }
    if (event instanceof SequenceStartEvent start) {
      checkTag(start.getTag(), COLLECTION_TAGS, event);
      return sequence(event, events, path, depth);
    }
    if (event instanceof MappingStartEvent start) {
      checkTag(start.getTag(), COLLECTION_TAGS, event);
      return mapping(event, events, path, depth);
    }
    throw new SyntaxException(position(event), "a value is missing here");
  }

  private Scalar scalar(ScalarEvent event) throws SyntaxException {
    Optional<String> tag = event.getTag();
    boolean text = tag.isPresent() && tag.get().equals(TAG_PREFIX + "str");
    if (!text) {
      checkTag(tag, PLAIN_TAGS, event);
    }
    boolean plain = event.isPlain() && !text;
    String value = plain && NULLS.contains(event.getValue()) ? null : event.getValue();
    return new Scalar(value, plain, position(event));
  }

  private void checkTag(Optional<String> tag, Set<String> allowed, Event event)
      throws SyntaxException {
    if (tag.isPresent() && !tag.get().equals("!")) {
      String name = tag.get().replace(TAG_PREFIX, "");
      if (!tag.get().startsWith(TAG_PREFIX) || !allowed.contains(name)) {
        throw new SyntaxException(position(event), "the tag " + tag.get() + " is not allowed");
      }
    }
  }

  private Sequence sequence(Event start, Iterator<Event> events, String path, int depth)
      throws SyntaxException {
    List<ConfigNode> items = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != ID.SequenceEnd) {
      String itemPath = ProblemList.path(path, Integer.toString(items.size()));
      items.add(node(event, events, itemPath, depth + 1));
      event = events.next();
    }
    return new Sequence(items, position(start));
  }

  private Mapping mapping(Event start, Iterator<Event> events, String path, int depth)
      throws SyntaxException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<Mapping> merged = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != ID.MappingEnd) {
      String key = key(event);
      Position keyPosition = position(event);
      String keyPath = ProblemList.path(path, key);
      ConfigNode value = node(events.next(), events, keyPath, depth + 1);
      if (key.equals(MERGE)) {
        addMerged(value, merged);
      } else if (entries.containsKey(key)) {
        int line = entries.get(key).keyPosition().line();
        problems.error(keyPath, keyPosition, "this key stands twice; first in line " + line);
      } else {
        entries.put(key, new Entry(keyPosition, value));
      }
      event = events.next();
    }
    merged.forEach(other -> other.entries().forEach(entries::putIfAbsent));
    return new Mapping(entries, position(start));
  }

  private String key(Event event) throws SyntaxException {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getValue();
    }
    throw new SyntaxException(position(event), "a key must be a text");
  }

  private static void addMerged(ConfigNode value, List<Mapping> merged) throws SyntaxException {
    if (value instanceof Mapping mapping) {
      merged.add(mapping);
    } else if (value instanceof Sequence sequence
        && sequence.items().stream().allMatch(Mapping.class::isInstance)) {
      sequence.items().forEach(item -> merged.add((Mapping) item));
    } else {
      throw new SyntaxException(value.position(), "<< takes a map or a list of maps");
    }
  }

  private Position position(Event event) {
    return event
        .getStartMark()
        .map(mark -> new Position(source, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(new Position(source, 0, 0));
  }
}
