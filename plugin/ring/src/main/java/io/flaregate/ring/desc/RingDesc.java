package io.flaregate.ring.desc;

import io.flaregate.ring.Instance;
import java.util.List;
import java.util.Map;

/**
 * A ring as it is stored.
 *
 * @param entries members; each key once
 */
public record RingDesc(List<Entry> entries) {
  /** A ring without members. */
  public static final RingDesc EMPTY = new RingDesc(List.of());

  /** Copies the list. */
  public RingDesc {
    entries = List.copyOf(entries);
  }

  /** A ring of these members, each under its id, without versions. */
  public static RingDesc of(List<Instance> instances) {
    return new RingDesc(instances.stream().map(i -> new Entry(i.id(), i, Map.of())).toList());
  }

  /**
   * The members as ring readers see them: the key is the id, whatever the field of that name says.
   */
  public List<Instance> instances() {
    return entries.stream().map(entry -> entry.instance().withId(entry.key())).toList();
  }

  /**
   * A member as it is stored.
   *
   * @param key its name in the map
   * @param instance the member; old writers leave its id empty, tokens come in stored order
   * @param versions number of each version field; both are unsigned
   */
  public record Entry(String key, Instance instance, Map<Long, Long> versions) {
    /** Copies the map. */
    public Entry {
      versions = Map.copyOf(versions);
    }
  }
}
