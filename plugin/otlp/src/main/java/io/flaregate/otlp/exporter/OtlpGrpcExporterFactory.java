package io.flaregate.otlp.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.otlp.config.OtlpGrpcExporterConfig;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.exporter.ExporterFactory;

/** Makes exporters of OTLP over gRPC, under one of their names. */
public final class OtlpGrpcExporterFactory implements ExporterFactory<OtlpGrpcExporterConfig> {
  private final String type;

  /**
   * A factory.
   *
   * @param type the name: the Collector has had two for each exporter
   */
  public OtlpGrpcExporterFactory(String type) {
    this.type = requireNonNull(type, "type is null");
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public Class<OtlpGrpcExporterConfig> configClass() {
    return OtlpGrpcExporterConfig.class;
  }

  @Override
  public OtlpGrpcExporterConfig defaultConfig() {
    return OtlpGrpcExporterConfig.defaults();
  }

  @Override
  public Exporter create(Settings settings, OtlpGrpcExporterConfig config) {
    return new OtlpExporter(
        settings,
        config.timeout(),
        config.retryOnFailure(),
        config.maxInflightBytes(),
        config.sendingQueue(),
        OtlpExporter.TLS_PERIOD,
        () -> GrpcSender.open(settings, config));
  }
}
