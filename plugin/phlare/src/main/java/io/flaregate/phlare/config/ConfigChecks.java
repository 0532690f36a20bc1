package io.flaregate.phlare.config;

import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;

/** Rules that several records have. */
final class ConfigChecks {
  private ConfigChecks() {}

  static void positive(Problems problems, String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      problems.error(key, "is " + Durations.format(value) + ", must be more than 0");
    }
  }

  /** Whether a text is an http or https URL with a host and without a query or a fragment. */
  static boolean isHttpUrl(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      return (scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
