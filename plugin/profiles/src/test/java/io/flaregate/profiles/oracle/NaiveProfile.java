package io.flaregate.profiles.oracle;

import java.util.List;
import java.util.Map;

/**
 * A profile with every reference resolved. Values of attributes are {@link String}, {@link Long},
 * {@link Boolean}, {@link Double}, or {@link #NO_VALUE} for what cannot be a label.
 *
 * @param valid whether it can be used; if not, the rest is empty
 * @param resource the attributes of its resource, in their order; the first of a key
 * @param scopeName the name of its scope
 * @param scopeVersion the version of its scope
 * @param scope the attributes of its scope, in their order; the first of a key
 * @param type its value type
 * @param period the type of its period
 * @param periodLength its period
 * @param timeUnixNanos when it starts, at most the largest long
 * @param durationNanos how long it lasts, at most the largest long
 * @param id its id in hex, empty if it has none of 16 bytes
 * @param droppedSamples how many samples have neither values nor timestamps
 * @param samples the others
 */
public record NaiveProfile(
    boolean valid,
    Map<String, Object> resource,
    String scopeName,
    String scopeVersion,
    Map<String, Object> scope,
    TypeAndUnit type,
    TypeAndUnit period,
    long periodLength,
    long timeUnixNanos,
    long durationNanos,
    String id,
    int droppedSamples,
    List<Sample> samples) {

  /** The value of an attribute that has none, or one that cannot be a label. */
  public static final Object NO_VALUE =
      new Object() {
        @Override
        public String toString() {
          return "NO_VALUE";
        }
      };

  /** A profile that cannot be used. */
  public static final NaiveProfile MALFORMED =
      new NaiveProfile(
          false,
          Map.of(),
          "",
          "",
          Map.of(),
          new TypeAndUnit("", ""),
          new TypeAndUnit("", ""),
          0,
          0,
          0,
          "",
          0,
          List.of());

  /** A value type. */
  public record TypeAndUnit(String name, String unit) {}

  /**
   * A sample.
   *
   * @param stack its locations, leaf first
   * @param attributes its attributes, sorted by key; the first of a key
   * @param traceId in hex, empty if it has none
   * @param spanId in hex, empty if it has none
   * @param value the sum of its values, or the number of its timestamps
   */
  public record Sample(
      List<Location> stack,
      Map<String, Object> attributes,
      String traceId,
      String spanId,
      long value) {}

  /**
   * A place in code.
   *
   * @param mapping the binary, as text; empty if none
   * @param address the instruction's address; 0 if not told
   * @param lines its lines, innermost first
   */
  public record Location(String mapping, long address, List<Line> lines) {}

  /** A line: its function, as name, system name and file, where that starts, and where it is. */
  public record Line(
      String name, String systemName, String file, long startLine, long line, long column) {}
}
