package io.flaregate.gateway.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The log, {@code service::telemetry::logs}. The Collector's other keys are taken, with a warning.
 *
 * @param level what is written
 * @param encoding how
 * @param development not used
 * @param sampling not used
 * @param outputPaths not used
 * @param errorOutputPaths not used
 * @param disableCaller not used
 * @param disableStacktrace not used
 * @param initialFields not used
 */
public record LogsConfig(
    @Description("The least important events that are logged.") Level level,
    @Description("Lines for people (console) or for machines (json).") Encoding encoding,
    @Nullable ConfigNode development,
    @Nullable ConfigNode sampling,
    @Nullable ConfigNode outputPaths,
    @Nullable ConfigNode errorOutputPaths,
    @Nullable ConfigNode disableCaller,
    @Nullable ConfigNode disableStacktrace,
    @Nullable ConfigNode initialFields)
    implements Validated {

  /** How important an event is. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /** How an event is written. */
  public enum Encoding {
    CONSOLE,
    JSON
  }

  public LogsConfig {
    requireNonNull(level, "level is null");
    requireNonNull(encoding, "encoding is null");
  }

  /** A log of this level and encoding. */
  public static LogsConfig of(Level level, Encoding encoding) {
    return new LogsConfig(level, encoding, null, null, null, null, null, null, null);
  }

  static LogsConfig defaults() {
    return of(Level.INFO, Encoding.CONSOLE);
  }

  @Override
  public void validate(Problems problems) {
    Map<String, @Nullable ConfigNode> unused = new LinkedHashMap<>();
    unused.put("development", development);
    unused.put("sampling", sampling);
    unused.put("output_paths", outputPaths);
    unused.put("error_output_paths", errorOutputPaths);
    unused.put("disable_caller", disableCaller);
    unused.put("disable_stacktrace", disableStacktrace);
    unused.put("initial_fields", initialFields);
    unused.forEach(
        (key, node) -> {
          if (node != null) {
            problems.warning(key, "is not used: the log goes to standard error, unsampled");
          }
        });
  }
}
