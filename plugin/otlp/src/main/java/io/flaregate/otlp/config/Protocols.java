package io.flaregate.otlp.config;

import io.flaregate.spi.config.Description;
import org.jspecify.annotations.Nullable;

/** The protocols that a receiver serves; null: not served. */
public record Protocols(
    @Description("OTLP over gRPC.") @Nullable OtlpGrpcConfig grpc,
    @Description("OTLP over HTTP.") @Nullable OtlpHttpConfig http) {}
