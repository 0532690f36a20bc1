package io.flaregate.otlp.auth;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Counter;

/** Counts what became of requests at an extension. */
final class AuthOutcomes {
  private final Counter requests;
  private final String component;

  AuthOutcomes(Settings settings) {
    component = settings.id().toString();
    requests =
        settings
            .meter()
            .counter(
                "flaregate_auth_requests_total",
                "Requests whose sender was asked for: accepted, missing, wrong or busy.",
                "component",
                "outcome");
  }

  void count(String outcome) {
    requests.increment(component, outcome);
  }
}
