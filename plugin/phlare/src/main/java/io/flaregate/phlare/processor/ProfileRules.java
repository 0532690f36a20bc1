package io.flaregate.phlare.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.StringTable;

/** What the types of a profile say of its name and of the unit of its values. */
final class ProfileRules {
  /** How long a profile lasts that does not tell. */
  static final long DEFAULT_DURATION_NANOS = 10_000_000_000L;

  private static final byte[] SAMPLES = "samples".getBytes(UTF_8);
  private static final byte[] COUNT = "count".getBytes(UTF_8);
  private static final byte[] CPU = "cpu".getBytes(UTF_8);
  private static final byte[] OFF_CPU = "off_cpu".getBytes(UTF_8);
  private static final byte[] NANOSECONDS = "nanoseconds".getBytes(UTF_8);

  private ProfileRules() {}

  /** Whether a profile counts samples of CPU time taken at a period of nanoseconds. */
  static boolean countsCpuSamples(Profiles profiles, int row) {
    Rows rows = profiles.rows();
    StringTable strings = profiles.dictionary().strings();
    return isType(profiles, row, SAMPLES, COUNT)
        && strings.contentEquals(rows.periodName(row), CPU)
        && strings.contentEquals(rows.periodUnit(row), NANOSECONDS);
  }

  /**
   * Whether its values become nanoseconds: they are multiplied by the period. Not if there is none:
   * nothing would be left of them. And not those of a series that was pushed, which say what they
   * are.
   */
  static boolean takesPeriod(Profiles profiles, int row) {
    return !profiles.isSplit()
        && profiles.rows().period(row) > 0
        && countsCpuSamples(profiles, row);
  }

  /** The value of {@code __name__} of a profile that has no labels of its own. */
  static int name(Profiles profiles, int row, LabelTexts texts) {
    if (countsCpuSamples(profiles, row)) {
      return texts.literal("process_cpu");
    }
    int period = texts.text(profiles.rows().periodName(row));
    if (period == 0 && isType(profiles, row, OFF_CPU, NANOSECONDS)) {
      return texts.literal("off_cpu");
    }
    return period == 0 ? texts.literal("process_cpu") : period;
  }

  private static boolean isType(Profiles profiles, int row, byte[] name, byte[] unit) {
    Rows rows = profiles.rows();
    StringTable strings = profiles.dictionary().strings();
    int type = rows.typeStart(row);
    return rows.typeCount(row) == 1
        && strings.contentEquals(rows.typeName(type), name)
        && strings.contentEquals(rows.typeUnit(type), unit);
  }
}
