package io.flaregate.gateway.admin;

import io.flaregate.spi.component.StatusReport;
import java.util.Map;

/** What the admin server shows of its host. Thread-safe. */
public interface HostView {

  /** The last report of every component, by kind and id: {@code receiver otlp}. */
  Map<String, StatusReport> components();

  /** The pipelines, by name, in words: {@code otlp → phlare → phlare}. */
  Map<String, String> pipelines();

  /** Whether the host is going down. */
  boolean stopping();
}
