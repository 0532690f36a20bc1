package io.flaregate.phlare.relabel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.profiles.merge.TextTable;
import java.util.List;

/**
 * The five rules that Pyroscope has by default. Profiles of {@code godeltaprof} lose that prefix of
 * their name and are marked as deltas; wall-clock profiles whose sample type is {@code cpu} become
 * {@code process_cpu}; the former name is kept in {@code __name_replaced__}.
 */
public final class DefaultRules {
  private static final String NAME = "__name__";
  private static final String REPLACED = "__name_replaced__";
  private static final String GODELTAPROF = "godeltaprof_(.*)";
  private static final String WALL_OF_CPU = "wall/cpu";

  private static final byte[] PREFIX = "godeltaprof_".getBytes(UTF_8);
  private static final byte[] WALL = "wall".getBytes(UTF_8);

  /** The rules, in their order. */
  public static final List<RelabelRuleConfig> CONFIGS =
      List.of(
          replace(List.of(NAME), GODELTAPROF, REPLACED, "$0"),
          replace(List.of(REPLACED), GODELTAPROF, "__delta__", "false"),
          replace(List.of(NAME), GODELTAPROF, NAME, "$1"),
          replace(List.of(NAME, SampleTypeLabels.TYPE), WALL_OF_CPU, REPLACED, "wall"),
          replace(List.of(NAME, SampleTypeLabels.TYPE), WALL_OF_CPU, NAME, "process_cpu"));

  private DefaultRules() {}

  private static RelabelRuleConfig replace(
      List<String> sources, String regex, String target, String replacement) {
    return new RelabelRuleConfig(
        sources, "/", regex, 0, target, replacement, RelabelAction.REPLACE);
  }

  /**
   * Whether any of the rules can change a series of this name, which they do of hardly any. The
   * rules read nothing but the name, the type, and what they have written themselves.
   *
   * @param name the id of the value of {@code __name__}
   */
  public static boolean mayChange(TextTable texts, int name) {
    return startsWith(texts, name, PREFIX)
        || (texts.length(name) == WALL.length && startsWith(texts, name, WALL));
  }

  private static boolean startsWith(TextTable texts, int text, byte[] start) {
    if (texts.length(text) < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if (texts.byteAt(text, i) != start[i]) {
        return false;
      }
    }
    return true;
  }
}
