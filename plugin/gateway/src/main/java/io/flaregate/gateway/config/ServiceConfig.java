package io.flaregate.gateway.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import io.flaregate.transport.net.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code service}: what of the rest is used, and how the host itself runs.
 *
 * @param extensions ids of the extensions to start, in this order
 * @param pipelines pipelines by their ids, {@code profiles} or {@code profiles/name}
 * @param telemetry what the host says of itself
 * @param shutdownTimeout how long a shutdown may take
 * @param admin the admin server
 */
public record ServiceConfig(
    @Description("Ids of the extensions to start, in this order.") List<String> extensions,
    @Description("Pipelines by their ids: profiles or profiles/NAME.")
        Map<String, PipelineConfig> pipelines,
    TelemetryConfig telemetry,
    @Description("How long requests under way may take to end when the gateway stops.")
        Duration shutdownTimeout,
    AdminConfig admin)
    implements Validated {

  public ServiceConfig {
    extensions = List.copyOf(extensions);
    requireNonNull(pipelines, "pipelines is null");
    requireNonNull(telemetry, "telemetry is null");
    requireNonNull(shutdownTimeout, "shutdownTimeout is null");
    requireNonNull(admin, "admin is null");
  }

  /** What holds when nothing is said. */
  public static ServiceConfig defaults() {
    return new ServiceConfig(
        List.of(),
        Map.of(),
        TelemetryConfig.defaults(),
        Duration.ofSeconds(30),
        new AdminConfig("localhost:4042"));
  }

  @Override
  public void validate(Problems problems) {
    if (shutdownTimeout.isNegative()) {
      problems.error("shutdown_timeout", "is negative; 0s means at once");
    }
  }

  /**
   * A pipeline.
   *
   * @param receivers ids of receivers
   * @param processors ids of processors, in the order in which they see profiles
   * @param exporters ids of exporters
   */
  public record PipelineConfig(
      @Description("Ids of the receivers, at least one.") List<String> receivers,
      @Description("Ids of the processors, in this order.") List<String> processors,
      @Description("Ids of the exporters, at least one.") List<String> exporters) {
    public PipelineConfig {
      receivers = List.copyOf(receivers);
      processors = List.copyOf(processors);
      exporters = List.copyOf(exporters);
    }

    static PipelineConfig defaults() {
      return new PipelineConfig(List.of(), List.of(), List.of());
    }
  }

  /**
   * The admin server.
   *
   * @param endpoint where it listens; empty: nowhere
   */
  public record AdminConfig(
      @Description("Where /ready, /metrics and the pages are served; empty: nowhere.")
          String endpoint)
      implements Validated {
    public AdminConfig {
      requireNonNull(endpoint, "endpoint is null");
    }

    @Override
    public void validate(Problems problems) {
      if (endpoint.isEmpty()) {
        return;
      }
      try {
        Endpoint.parse(endpoint);
      } catch (IllegalArgumentException e) {
        problems.error("endpoint", String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * What the host says of itself. The Collector's other keys are taken, with a warning, so that its
   * configurations can be used.
   *
   * @param logs the log
   * @param metrics not used
   * @param traces not used
   * @param resource not used
   */
  public record TelemetryConfig(
      LogsConfig logs,
      @Nullable ConfigNode metrics,
      @Nullable ConfigNode traces,
      @Nullable ConfigNode resource)
      implements Validated {
    static TelemetryConfig defaults() {
      return new TelemetryConfig(LogsConfig.defaults(), null, null, null);
    }

    @Override
    public void validate(Problems problems) {
      if (metrics != null) {
        problems.warning("metrics", "is not used: metrics stand at /metrics of service::admin");
      }
      if (traces != null) {
        problems.warning("traces", "is not used: the gateway makes no traces");
      }
      if (resource != null) {
        problems.warning("resource", "is not used");
      }
    }
  }
}
