package io.flaregate.otlp.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.otlp.config.OtlpHttpExporterConfig;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.exporter.ExporterFactory;

/** Makes exporters of OTLP over HTTP, under one of their names. */
public final class OtlpHttpExporterFactory implements ExporterFactory<OtlpHttpExporterConfig> {
  private final String type;

  /**
   * A factory.
   *
   * @param type the name: the Collector has had two for each exporter
   */
  public OtlpHttpExporterFactory(String type) {
    this.type = requireNonNull(type, "type is null");
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public Class<OtlpHttpExporterConfig> configClass() {
    return OtlpHttpExporterConfig.class;
  }

  @Override
  public OtlpHttpExporterConfig defaultConfig() {
    return OtlpHttpExporterConfig.defaults();
  }

  @Override
  public Exporter create(Settings settings, OtlpHttpExporterConfig config) {
    return new OtlpExporter(
        settings,
        config.timeout(),
        config.retryOnFailure(),
        config.maxInflightBytes(),
        config.sendingQueue(),
        OtlpExporter.TLS_PERIOD,
        () -> HttpSender.open(settings, config));
  }
}
