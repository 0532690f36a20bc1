package io.flaregate.otlp.config;

import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Secret;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What both exporters check. */
final class ExportRules {
  static final String TENANT_HEADER = "X-Scope-OrgID";
  static final long DEFAULT_INFLIGHT_BYTES = 64 << 20;
  private static final long MIN_INFLIGHT_BYTES = 1 << 20;

  /** RFC 9110's token without what gRPC metadata does not allow. */
  private static final Pattern HEADER_NAME = Pattern.compile("[0-9A-Za-z_.-]{1,128}");

  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");

  private ExportRules() {}

  static void positive(Problems problems, String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      problems.error(key, "is " + Durations.format(value) + ", must be more than 0");
    }
  }

  static void inflight(Problems problems, long bytes) {
    if (bytes < MIN_INFLIGHT_BYTES) {
      problems.error(
          "max_inflight_bytes", "is " + bytes + ", must be " + MIN_INFLIGHT_BYTES + " or more");
    }
  }

  static void headers(Problems problems, String tenantHeader, Map<String, Secret> headers) {
    if (!tenantHeader.isEmpty() && !isHeaderName(tenantHeader)) {
      problems.error("tenant_header", "\"" + tenantHeader + "\" is not a header name");
    }
    headers.forEach(
        (name, value) -> {
          if (!isHeaderName(name)) {
            problems.error("headers::" + name, "is not a header name");
          } else if (!HEADER_VALUE.matcher(value.value()).matches()) {
            problems.error("headers::" + name, "has a value that is not printable ASCII");
          } else if (name.equalsIgnoreCase(DevelopmentVersion.NAME)) {
            problems.error(
                "headers::" + name, "is sent by itself, always as " + DevelopmentVersion.VALUE);
          } else if (name.equalsIgnoreCase(tenantHeader)) {
            problems.error(
                "headers::" + name,
                "is what carries the tenant; set tenant_header: \"\" to send a fixed one");
          }
        });
  }

  private static boolean isHeaderName(String name) {
    // Metadata whose key ends so is binary in gRPC.
    return HEADER_NAME.matcher(name).matches() && !name.toLowerCase(Locale.ROOT).endsWith("-bin");
  }
}
