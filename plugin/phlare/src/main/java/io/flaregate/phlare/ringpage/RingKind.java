package io.flaregate.phlare.ringpage;

/** The rings that a distributor knows. */
public enum RingKind {
  /** Those who store series. */
  INGESTER("ingester", "/ring", "Ingester ring"),
  /** Those who share the tenants' global limits. */
  DISTRIBUTOR("distributor", "/distributor/ring", "Distributor ring");

  private final String label;
  private final String path;
  private final String title;

  RingKind(String label, String path, String title) {
    this.label = label;
    this.path = path;
    this.title = title;
  }

  /** The label {@code name} of its metrics, upstream's. */
  String label() {
    return label;
  }

  /** Where its page stands, as upstream's. */
  String path() {
    return path;
  }

  String title() {
    return title;
  }
}
