package io.flaregate.phlare.receiver.ingest;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;

/**
 * What the end of an application's name says of a profile whose format says nothing: {@code
 * shop.alloc_space}.
 *
 * @param app the name without that end
 * @param metric the value of {@code __name__}
 * @param type the type of the values
 * @param unit their unit
 */
record AppType(String app, String metric, String type, String unit) {
  private static final String COUNT = "count";
  private static final String BYTES = "bytes";
  private static final String NANOSECONDS = "nanoseconds";
  private static final String CPU = "process_cpu";
  private static final String WALL = "wall";
  private static final String MEMORY = "memory";

  /**
   * Reads a name. One without a dot is that of a CPU profile.
   *
   * @throws AnswerException if its end is not known
   */
  static AppType of(String name) {
    int dot = name.lastIndexOf('.');
    String app = dot < 0 ? name : name.substring(0, dot);
    String end = dot < 0 ? "cpu" : name.substring(dot + 1);
    return switch (end) {
      case "cpu", "itimer" -> new AppType(app, CPU, "samples", COUNT);
      case "wall", "seconds", "milliseconds", "microseconds", "nanoseconds" ->
          new AppType(app, WALL, "samples", COUNT);
      case "inuse_objects",
          "alloc_objects",
          "alloc_in_new_tlab_objects",
          "alloc_outside_tlab_objects",
          "live" ->
          new AppType(app, MEMORY, end, COUNT);
      case "inuse_space", "alloc_space", "alloc_in_new_tlab_bytes", "alloc_outside_tlab_bytes" ->
          new AppType(app, MEMORY, end, BYTES);
      case "bytes" -> new AppType(app, MEMORY, "samples", BYTES);
      case "goroutines" -> new AppType(app, "goroutine", "goroutines", COUNT);
      case "mutex_count" -> new AppType(app, "mutex", "contentions", COUNT);
      case "mutex_duration" -> new AppType(app, "mutex", "delay", NANOSECONDS);
      case "block_count", "lock_count" -> new AppType(app, "block", "contentions", COUNT);
      case "block_duration", "lock_duration" -> new AppType(app, "block", "delay", NANOSECONDS);
      case "exceptions" -> new AppType(app, "exceptions", "samples", COUNT);
      default ->
          throw new AnswerException(
              Answer.refused(
                  Answer.Kind.INVALID,
                  "the application's name does not end with a type of profile that is known, such"
                      + " as .cpu, .wall, .alloc_space or .inuse_space, which this format needs"));
    };
  }

  /** Whether samples stand for time: their number is multiplied by the period. */
  boolean countsTime() {
    return metric.equals(CPU) || metric.equals(WALL);
  }

  /**
   * Columns for samples of this type.
   *
   * @param period nanoseconds between samples; 0: not told
   */
  ProfileColumns columns(long period) {
    ProfileColumns columns = new ProfileColumns();
    if (countsTime() && period > 0) {
      return columns
          .type(metric.equals(WALL) ? "wall" : "cpu", NANOSECONDS)
          .period("cpu", NANOSECONDS, period)
          .factor(period);
    }
    return columns.type(type, unit);
  }
}
