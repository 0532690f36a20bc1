package io.flaregate.otlp;

import io.flaregate.otlp.auth.BasicAuthFactory;
import io.flaregate.otlp.auth.BearerTokenAuthFactory;
import io.flaregate.otlp.exporter.OtlpGrpcExporterFactory;
import io.flaregate.otlp.exporter.OtlpHttpExporterFactory;
import io.flaregate.otlp.memory.MemoryLimiterFactory;
import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.exporter.ExporterFactory;
import io.flaregate.spi.extension.ExtensionFactory;
import io.flaregate.spi.processor.ProcessorFactory;
import io.flaregate.spi.receiver.ReceiverFactory;
import java.util.List;

/**
 * Offers the receiver {@code otlp}, the exporters {@code otlp_grpc} and {@code otlp_http} under
 * their older names {@code otlp} and {@code otlphttp} too, the processor {@code memory_limiter},
 * and extensions that tell who sends to receivers.
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
  public List<ProcessorFactory<?>> processors() {
    return List.of(new MemoryLimiterFactory());
  }

  @Override
  public List<ExporterFactory<?>> exporters() {
    return List.of(
        new OtlpGrpcExporterFactory("otlp"),
        new OtlpGrpcExporterFactory("otlp_grpc"),
        new OtlpHttpExporterFactory("otlphttp"),
        new OtlpHttpExporterFactory("otlp_http"));
  }

  @Override
  public List<ExtensionFactory<?>> extensions() {
    return List.of(new BasicAuthFactory(), new BearerTokenAuthFactory());
  }
}
