package io.flaregate.spi.admin;

/** Where a component adds its pages. */
public interface Pages {
  /**
   * Adds a page until the component is shut down.
   *
   * @throws IllegalArgumentException if another component has taken the path
   */
  void add(Page page);
}
