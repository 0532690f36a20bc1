package io.flaregate.spi.component;

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

  /** How far the component can be relied on, shown by {@code flaregate components}. */
  default Stability stability() {
    return Stability.BETA;
  }
}
