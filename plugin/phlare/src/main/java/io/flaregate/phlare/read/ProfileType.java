package io.flaregate.phlare.read;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the values of profiles mean.
 *
 * @param name the profile's name, the label {@code __name__} of its series
 * @param sampleType what is measured, such as {@code cpu}
 * @param sampleUnit its unit, such as {@code nanoseconds}
 * @param periodType what is measured between two samples
 * @param periodUnit its unit
 */
public record ProfileType(
    String name, String sampleType, String sampleUnit, String periodType, String periodUnit)
    implements Comparable<ProfileType> {
  private static final String DELTA = "delta";

  public ProfileType {
    requireNonNull(name, "name is null");
    requireNonNull(sampleType, "sampleType is null");
    requireNonNull(sampleUnit, "sampleUnit is null");
    requireNonNull(periodType, "periodType is null");
    requireNonNull(periodUnit, "periodUnit is null");
  }

  /**
   * Reads {@code name:sample_type:sample_unit:period_type:period_unit}; a sixth part {@code delta},
   * which pages of Pyroscope show, may follow.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  public static ProfileType parse(String id) {
    List<String> parts = List.of(id.split(":", -1));
    boolean delta = parts.size() == 6 && parts.get(5).equals(DELTA);
    if ((parts.size() != 5 && !delta) || parts.get(0).isEmpty() || parts.get(1).isEmpty()) {
      throw new IllegalArgumentException(
          "\""
              + id
              + "\" is not name:sample_type:sample_unit:period_type:period_unit, such as"
              + " process_cpu:cpu:nanoseconds:cpu:nanoseconds");
    }
    return new ProfileType(parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4));
  }

  /** The five parts with colons between them. */
  public String id() {
    return String.join(":", name, sampleType, sampleUnit, periodType, periodUnit);
  }

  @Override
  public int compareTo(ProfileType other) {
    return id().compareTo(other.id());
  }
}
