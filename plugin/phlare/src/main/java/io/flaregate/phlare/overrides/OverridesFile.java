package io.flaregate.phlare.overrides;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.LimitsSnapshot;
import io.flaregate.phlare.limits.TenantLimits;
import io.flaregate.phlare.limits.Tenants;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.transport.yaml.ConfigSource;
import io.flaregate.transport.yaml.SyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a file of overrides and puts what it says in force: all at once, or not at all. A file
 * that is invalid, half written or gone changes nothing; it is told once, and again when it is
 * wrong in another way. Looked at by polling, since files of Kubernetes' ConfigMaps are exchanged
 * through links that watches of the JDK do not follow.
 */
public final class OverridesFile implements AutoCloseable {
  // What has changed is put in force only when a second look, a moment later, finds the same: the
  // beginning of a YAML file is often valid YAML, with some tenants' limits missing.

  private static final Duration MAX_SETTLE = Duration.ofSeconds(1);
  private static final int MAX_TOLD_WARNINGS = 10;

  private final RuntimeConfig config;
  private final Path path;
  private final TenantLimits base;
  private final Tenants tenants;
  private final Settings settings;
  private final Consumer<LimitsSnapshot> onChange;
  private final Gauge successful;
  private final Gauge hashes;
  private final AtomicBoolean looking = new AtomicBoolean();
  private @Nullable ScheduledFuture<?> timer;
  private String inForce = "";
  private String candidate = "";
  private String told = "";
  private volatile OverridesStatus status;
  private volatile boolean closed;

  /**
   * Follows nothing yet.
   *
   * @param tenants whose limits are replaced; what is in force now is the base for all tenants
   * @param onChange hears what is in force, one call after the other
   */
  public OverridesFile(
      RuntimeConfig config, Tenants tenants, Settings settings, Consumer<LimitsSnapshot> onChange) {
    this.onChange = requireNonNull(onChange, "onChange is null");
    this.config = requireNonNull(config, "config is null");
    this.tenants = requireNonNull(tenants, "tenants is null");
    this.settings = requireNonNull(settings, "settings is null");
    base = tenants.snapshot().base();
    path = Path.of(config.file());
    status = new OverridesStatus(config.file(), "", null, "");
    successful =
        settings
            .meter()
            .gauge(
                "pyroscope_runtime_config_last_reload_successful",
                "Whether the last look at the file of overrides found it valid.",
                "config");
    hashes =
        settings
            .meter()
            .gauge(
                "pyroscope_runtime_config_hash",
                "The hash of the overrides in force: 1; of those that were: 0.",
                "config",
                "sha256");
  }

  /**
   * Puts the file in force and follows it from now on.
   *
   * @throws ComponentException if it is not there or not valid: at the start there is nothing to go
   *     on with instead
   */
  public synchronized void start() throws ComponentException {
    try {
      apply(ConfigSource.read(path));
    } catch (SyntaxException | InvalidOverridesException e) {
      throw new ComponentException("runtime_config::file: " + words(e), e);
    }
    long period = config.period().toNanos();
    timer =
        settings
            .scheduler()
            .scheduleWithFixedDelay(this::lookSoon, period, period, TimeUnit.NANOSECONDS);
  }

  /**
   * What is wrong or questionable about the file that a configuration names; empty where none is.
   */
  public static List<String> problems(RuntimeConfig config, LimitsConfig limits) {
    if (config.file().isEmpty()) {
      return List.of();
    }
    TenantLimits base;
    try {
      base = new TenantLimits(limits);
    } catch (IllegalArgumentException e) {
      // Told where the limits are validated.
      return List.of();
    }
    try {
      ConfigSource source = ConfigSource.read(Path.of(config.file()));
      return new OverridesReader(base).read(source).warnings();
    } catch (SyntaxException | InvalidOverridesException e) {
      return List.of("the gateway would not start: " + words(e));
    }
  }

  /** How the file is. */
  public OverridesStatus status() {
    return status;
  }

  /** Timers must be short, and a file may be slow. */
  private void lookSoon() {
    if (closed || !looking.compareAndSet(false, true)) {
      return;
    }
    try {
      settings
          .workers()
          .execute(
              () -> {
                looking.set(false);
                look();
              });
    } catch (RejectedExecutionException e) {
      looking.set(false);
    }
  }

  /** Looks at the file once. */
  synchronized void look() {
    if (closed) {
      return;
    }
    try {
      ConfigSource source = ConfigSource.read(path);
      String hash = hash(source);
      if (hash.equals(inForce)) {
        candidate = "";
        succeed();
      } else if (hash.equals(candidate)) {
        apply(source);
      } else {
        candidate = hash;
        lookAgain();
      }
    } catch (SyntaxException | InvalidOverridesException e) {
      fail(words(e));
    }
  }

  private void lookAgain() {
    Duration settle = config.period().compareTo(MAX_SETTLE) < 0 ? config.period() : MAX_SETTLE;
    try {
      ScheduledFuture<?> unused =
          settings.scheduler().schedule(this::lookSoon, settle.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The host is stopping.
    }
  }

  private void apply(ConfigSource source) throws InvalidOverridesException {
    OverridesReader.Result result = new OverridesReader(base).read(source);
    boolean first = inForce.isEmpty();
    if (!first) {
      hashes.set(0, config.file(), inForce);
    }
    inForce = hash(source);
    hashes.set(1, config.file(), inForce);
    candidate = "";
    tenants.replace(result.snapshot());
    onChange.accept(result.snapshot());
    status = new OverridesStatus(config.file(), inForce, settings.clock().instant(), "");
    succeed();
    tell(first ? "read" : "changed", result.snapshot());
    warn(result.warnings());
  }

  private void tell(String what, LimitsSnapshot snapshot) {
    settings
        .logger()
        .log(
            System.Logger.Level.INFO,
            "{0}: overrides {1}: limits of {2} tenants, from {3}",
            settings.id(),
            what,
            snapshot.overrides().size(),
            config.file());
  }

  private void warn(List<String> warnings) {
    for (String warning : warnings.subList(0, Math.min(warnings.size(), MAX_TOLD_WARNINGS))) {
      settings.logger().log(System.Logger.Level.WARNING, "{0}", warning);
    }
    if (warnings.size() > MAX_TOLD_WARNINGS) {
      settings
          .logger()
          .log(
              System.Logger.Level.WARNING,
              "{0}: and {1} more warnings",
              config.file(),
              warnings.size() - MAX_TOLD_WARNINGS);
    }
  }

  private void succeed() {
    if (!told.isEmpty()) {
      told = "";
      settings
          .logger()
          .log(System.Logger.Level.INFO, "{0} is valid again and in force", config.file());
      OverridesStatus last = status;
      status = new OverridesStatus(last.file(), last.sha256(), last.loadedAt(), "");
    }
    successful.set(1, config.file());
  }

  private void fail(String problem) {
    candidate = "";
    successful.set(0, config.file());
    if (problem.equals(told)) {
      return;
    }
    told = problem;
    OverridesStatus last = status;
    status = new OverridesStatus(last.file(), last.sha256(), last.loadedAt(), problem);
    settings
        .logger()
        .log(
            System.Logger.Level.WARNING,
            "{0}: what was in force stays in force, the overrides cannot be read: {1}",
            settings.id(),
            problem);
  }

  private static String words(Exception e) {
    if (e instanceof SyntaxException syntax && syntax.position().line() > 0) {
      return syntax.position() + ": " + syntax.getMessage();
    }
    return String.valueOf(e.getMessage());
  }

  private static String hash(ConfigSource source) {
    try {
      byte[] bytes = source.text().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
