package io.flaregate.otlp.config;

import java.util.List;

/**
 * The header, or gRPC metadata, in which senders name the version of OTLP's profiles in development
 * (Collector 0.163 and newer, over gRPC and HTTP). A request without it is of version 1.
 */
public final class DevelopmentVersion {
  /** The name. */
  public static final String NAME = "otlp-profiles-development-version";

  /** The version that is read and written. */
  public static final String VALUE = "1";

  private static final int MAX_SHOWN = 32;

  private DevelopmentVersion() {}

  /**
   * Why a request cannot be read; empty if it can. As in the Collector, what is not exactly the
   * version is none: neither {@code 01} nor {@code 1,1}.
   *
   * @param values all values that came with the request
   */
  public static String problem(List<String> values) {
    if (values.size() > 1) {
      return NAME + " has " + values.size() + " values; it takes one";
    }
    if (values.isEmpty() || values.get(0).equals(VALUE)) {
      return "";
    }
    String value = values.get(0);
    String shown = value.length() > MAX_SHOWN ? value.substring(0, MAX_SHOWN) + "…" : value;
    return NAME + " is \"" + shown + "\"; only \"" + VALUE + "\" is supported";
  }
}
