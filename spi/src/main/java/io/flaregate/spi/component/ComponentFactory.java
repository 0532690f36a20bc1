package io.flaregate.spi.component;

import java.util.List;
import java.util.Map;

/**
 * Makes components of one type. Each kind of component has its own sub-interface with the method
 * that creates one.
 *
 * @param <C> the record that holds the component's configuration, see {@link
 *     io.flaregate.spi.config}
 */
public interface ComponentFactory<C extends Record> {

  /** The type as a configuration names it, such as {@code otlp}. */
  String type();

  /** The class of the configuration. */
  Class<C> configClass();

  /** The configuration of a component about which nothing is said. */
  C defaultConfig();

  /**
   * What keeps a component of this configuration, right by itself, from working beside the
   * extensions of the host: what it takes from one that is not there. Asked before anything is
   * made.
   *
   * @param extensions the configurations of the extensions that are started, by id
   * @return the problems, for a person; none by default
   */
  default List<String> problemsBeside(C config, Map<ComponentId, Record> extensions) {
    return List.of();
  }

  /** How far the component can be relied on, shown by {@code flaregate components}. */
  default Stability stability() {
    return Stability.BETA;
  }
}
