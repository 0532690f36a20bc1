package io.flaregate.spi.config;

import io.flaregate.spi.config.ConfigNode.Entry;
import io.flaregate.spi.config.ConfigNode.Mapping;
import io.flaregate.spi.config.ConfigNode.Sequence;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks a record and every record in it what is wrong with it, and finds where in the file that
 * stands. What a record says of a key that is wrong already is left out.
 */
final class Validation {
  private final ProblemList known;
  private final ProblemList problems = new ProblemList();

  /**
   * @param known what the reading of the file found wrong
   */
  Validation(ProblemList known) {
    this.known = known;
  }

  /**
   * A place in the file: a node, or where its nearest parent stands if nobody wrote it.
   *
   * @param node the node, if it was written
   * @param position where its key stands
   */
  private record Place(@Nullable ConfigNode node, Position position) {
    Place child(String key) {
      if (node instanceof Mapping mapping) {
        Entry entry = mapping.entries().get(key);
        if (entry != null) {
          return new Place(entry.value(), entry.keyPosition());
        }
      } else if (node instanceof Sequence sequence && key.matches("[0-9]{1,9}")) {
        int index = Integer.parseInt(key);
        if (index < sequence.items().size()) {
          return new Place(sequence.items().get(index), sequence.items().get(index).position());
        }
      }
      return new Place(null, position);
    }
  }

  ProblemList check(Record value, ConfigNode node, String path) {
    checkRecord(value, new Place(node, node.position()), path);
    return problems;
  }

  private void checkRecord(Record value, Place place, String path) {
    RecordShape.of(value.getClass())
        .parts()
        .forEach(
            (key, part) -> checkAny(part.of(value), place.child(key), ProblemList.path(path, key)));
    if (value instanceof Validated validated) {
      validated.validate(new Reporter(place, path));
    }
  }

  private void checkAny(@Nullable Object value, Place place, String path) {
    if (value instanceof Record nested && isConfig(nested)) {
      checkRecord(nested, place, path);
    } else if (value instanceof List<?> items) {
      for (int i = 0; i < items.size(); i++) {
        String index = Integer.toString(i);
        checkAny(items.get(i), place.child(index), ProblemList.path(path, index));
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, each) -> {
            String name = String.valueOf(key);
            checkAny(each, place.child(name), ProblemList.path(path, name));
          });
    }
  }

  private static boolean isConfig(Record value) {
    return !(value instanceof Secret) && !(value instanceof ConfigNode);
  }

  private final class Reporter implements Problems {
    private final Place place;
    private final String path;

    Reporter(Place place, String path) {
      this.place = place;
      this.path = path;
    }

    @Override
    public void error(String key, String message) {
      String full = ProblemList.path(path, key);
      if (key.isEmpty() || !known.hasErrorAround(full)) {
        problems.error(full, position(key), message);
      }
    }

    @Override
    public void warning(String key, String message) {
      problems.warning(ProblemList.path(path, key), position(key), message);
    }

    private Position position(String key) {
      Place at = place;
      if (!key.isEmpty()) {
        for (String each : key.split(ProblemList.SEPARATOR, -1)) {
          at = at.child(each);
        }
      }
      return at.position();
    }
  }
}
