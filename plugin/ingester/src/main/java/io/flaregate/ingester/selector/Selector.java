package io.flaregate.ingester.selector;

import io.flaregate.ingester.model.LabelSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Conditions that a series' labels must all meet.
 *
 * @param matchers the conditions; none selects every series
 */
public record Selector(List<Matcher> matchers) {
  /** Selects every series. */
  public static final Selector ALL = new Selector(List.of());

  public Selector {
    matchers = List.copyOf(matchers);
  }

  /**
   * Reads a selector such as {@code {service_name="shop", region=~"eu-.*"}}. An empty text selects
   * every series.
   *
   * @throws SelectorException if the text is something else; the message says where
   */
  public static Selector parse(String text) {
    return text.isBlank() ? ALL : new SelectorParser(text).parse();
  }

  /** Whether a series with these labels is selected. */
  public boolean matches(LabelSet labels) {
    for (Matcher matcher : matchers) {
      if (!matcher.matches(labels.value(matcher.name()))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return matchers.stream().map(Matcher::toString).collect(Collectors.joining(", ", "{", "}"));
  }
}
