package io.flaregate.spi.config;

import static java.util.Objects.requireNonNull;

/** Binds configuration nodes to records by the conventions of this package. */
public final class ConfigBinder {
  private ConfigBinder() {}

  /**
   * Makes a record of what a user wrote and of the defaults for the rest, and tells everything that
   * is wrong with it at once.
   *
   * @param node what the user wrote; a scalar without text, as in {@code otlp:}, says nothing
   * @param path where the node stands, for messages: {@code receivers::otlp}
   * @param defaults the record about which nothing is said
   * @throws IllegalArgumentException if the record's class breaks the conventions, which no user
   *     can help
   */
  public static <C extends Record> Binding<C> bind(ConfigNode node, String path, C defaults) {
    requireNonNull(node, "node is null");
    requireNonNull(path, "path is null");
    requireNonNull(defaults, "defaults is null");
    ProblemList problems = new ProblemList();
    Record value = new NodeReader(problems).record(defaults, node, path);
    problems.addAll(new Validation(problems).check(value, node, path).all());
    @SuppressWarnings("unchecked") // the reader returns the defaults or another of their class
    C bound = (C) value;
    return new Binding<>(bound, problems.all());
  }
}
