package io.flaregate.otlp;

import io.flaregate.otlp.exporter.OtlpGrpcExporterFactory;
import io.flaregate.otlp.exporter.OtlpHttpExporterFactory;
import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.exporter.ExporterFactory;
import io.flaregate.spi.receiver.ReceiverFactory;
import java.util.List;

/**
 * Offers the receiver {@code otlp}, and the exporters {@code otlp_grpc} and {@code otlp_http} under
 * their older names {@code otlp} and {@code otlphttp} too.
 */
public final class OtlpPlugin implements FlaregatePlugin {
  @Override
  public String name() {
    return "otlp";
  }

  @Override
  public List<ReceiverFactory<?>> receivers() {
    return List.of(new OtlpReceiverFactory());
  }

  @Override
  public List<ExporterFactory<?>> exporters() {
    return List.of(
        new OtlpGrpcExporterFactory("otlp"),
        new OtlpGrpcExporterFactory("otlp_grpc"),
        new OtlpHttpExporterFactory("otlphttp"),
        new OtlpHttpExporterFactory("otlp_http"));
  }
}
