package io.flaregate.otlp.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.tenant.TenantConfig;

/** The receiver {@code otlp}. */
public record OtlpReceiverConfig(
    @Description("The protocols to serve; one that is written is served.") Protocols protocols,
    @Description("Where the tenant of a request is found.") TenantConfig tenant,
    @Description(
            "How many bytes all requests under way may hold; 0: a quarter of the largest heap.")
        long maxInflightBytes,
    @Description(
            "What happens to requests of the layout before OTLP 1.10: transcode, reject or off.")
        LegacyLayouts legacyLayouts)
    implements Validated {

  /** How many times a body's size a request may hold, itself included: the rest is columns. */
  public static final int BYTES_PER_BODY_BYTE = 4;

  /** The smallest budget that can be set, in bytes. */
  static final long MIN_INFLIGHT_BYTES = 1024 * 1024;

  public OtlpReceiverConfig {
    requireNonNull(protocols, "protocols is null");
    requireNonNull(tenant, "tenant is null");
    requireNonNull(legacyLayouts, "legacyLayouts is null");
  }

  /** No protocol yet, one tenant, a quarter of the heap. */
  public static OtlpReceiverConfig defaults() {
    return new OtlpReceiverConfig(
        new Protocols(null, null), TenantConfig.defaults(), 0, LegacyLayouts.TRANSCODE);
  }

  /** The budget in bytes. */
  public long inflightBytes() {
    return maxInflightBytes > 0 ? maxInflightBytes : Runtime.getRuntime().maxMemory() / 4;
  }

  @Override
  public void validate(Problems problems) {
    if (protocols.grpc() == null && protocols.http() == null) {
      problems.error("protocols", "no protocol is given; write grpc: {} or http: {} under it");
    }
    if (maxInflightBytes != 0 && maxInflightBytes < MIN_INFLIGHT_BYTES) {
      problems.error(
          "max_inflight_bytes",
          "is " + maxInflightBytes + "; it must be 0 or at least " + MIN_INFLIGHT_BYTES);
    }
    try {
      warn(problems);
    } catch (IllegalArgumentException e) {
      // A limit that is none is told where it stands.
      return;
    }
  }

  private void warn(Problems problems) {
    OtlpGrpcConfig grpc = protocols.grpc();
    if (grpc != null) {
      warn(problems, grpc.limit());
    }
    OtlpHttpConfig http = protocols.http();
    if (http != null) {
      warn(problems, http.limit());
    }
  }

  /** Requests are then limited to what fits. */
  private void warn(Problems problems, SizeLimit limit) {
    long most = maxInflightBytes / BYTES_PER_BODY_BYTE;
    if (maxInflightBytes >= MIN_INFLIGHT_BYTES && limit.bytes() > most) {
      problems.warning(
          "max_inflight_bytes",
          "is "
              + maxInflightBytes
              + ": a request takes "
              + BYTES_PER_BODY_BYTE
              + " times its size, so requests of more than "
              + most
              + " bytes are refused, whatever "
              + limit.setting()
              + " says");
    }
  }
}
