package io.flaregate.phlare.durable;

import java.util.List;

/**
 * How a queue is at a moment.
 *
 * @param bytes of the log's files
 * @param maxBytes their bound
 * @param records that wait
 * @param oldestSeconds how long the oldest has waited
 * @param underWay batches that are being delivered
 * @param deadRecords dead letters that are kept
 * @param deadDropped dead letters that had to make room since the start
 * @param damagedRecords lost to damage since the start
 * @param replaying whether what earlier runs left is still being read
 * @param tenants what waits of each, the most first, at most {@link #MAX_TENANTS}
 * @param moreTenants how many tenants are not in the list
 */
public record QueueStatus(
    long bytes,
    long maxBytes,
    long records,
    double oldestSeconds,
    int underWay,
    long deadRecords,
    long deadDropped,
    long damagedRecords,
    boolean replaying,
    List<TenantStatus> tenants,
    int moreTenants) {
  /** The most tenants in a status. */
  public static final int MAX_TENANTS = 100;

  public QueueStatus {
    tenants = List.copyOf(tenants);
  }

  /**
   * What waits of a tenant.
   *
   * @param tenant who
   * @param fresh series that have not been tried
   * @param retrying series that have failed and wait for their time
   * @param mostFailures how often the one that failed most has failed
   * @param problem what the last failure said; empty if nothing failed lately
   */
  public record TenantStatus(
      String tenant, long fresh, long retrying, int mostFailures, String problem) {}
}
