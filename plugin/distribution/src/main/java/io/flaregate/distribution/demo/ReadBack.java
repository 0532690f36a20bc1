package io.flaregate.distribution.demo;

import io.flaregate.ingester.client.IngesterClient;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.types.ProfileType;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks all ingesters of the ring and adds up what they hold, each profile once: enough of them must
 * answer that any write that had a quorum is on one of them.
 */
final class ReadBack {
  private final List<String> targets;
  private final int quorum;
  private final String tenant;

  /**
   * A reader.
   *
   * @param targets the ingesters of the ring, {@code host:port}
   * @param quorum how many must answer
   * @param tenant whose profiles
   */
  ReadBack(List<String> targets, int quorum, String tenant) {
    this.targets = targets;
    this.quorum = quorum;
    this.tenant = tenant;
  }

  /**
   * What the ingesters hold of a time range.
   *
   * @param totals the sums by value type
   * @param profiles how many profiles, replicas counted once
   * @param answered how many ingesters answered
   */
  record Result(SampleTotals totals, int profiles, int answered) {}

  /**
   * Reads all profiles of a time range.
   *
   * @throws IllegalStateException if fewer ingesters answer than the quorum
   */
  Result read(long startMillis, long endMillis) {
    List<IngesterClient> clients = new ArrayList<>();
    try {
      Map<String, ProfileType> types = new TreeMap<>();
      List<String> failures = new ArrayList<>();
      for (String target : targets) {
        IngesterClient client = new IngesterClient(target, tenant);
        try {
          client
              .profileTypes(startMillis, endMillis)
              .forEach(type -> types.put(type.getID(), type));
          clients.add(client);
        } catch (StatusRuntimeException e) {
          client.close();
          failures.add(target + ": " + e.getStatus().getCode());
        }
      }
      if (clients.size() < quorum) {
        throw new IllegalStateException(
            clients.size()
                + " of "
                + targets.size()
                + " ingesters answer, "
                + quorum
                + " are needed: "
                + failures);
      }
      return sum(clients, types, startMillis, endMillis);
    } finally {
      clients.forEach(IngesterClient::close);
    }
  }

  private static Result sum(
      List<IngesterClient> clients,
      Map<String, ProfileType> types,
      long startMillis,
      long endMillis) {
    SampleTotals totals = new SampleTotals();
    int profiles = 0;
    for (ProfileType type : types.values()) {
      Set<String> seen = new HashSet<>();
      long sum = 0;
      for (IngesterClient client : clients) {
        Profile merged =
            client.mergeProfilesPprof(
                "{}",
                type.getID(),
                startMillis,
                endMillis,
                (labels, timeMillis) -> seen.add(timeMillis + " " + labels.getLabelsList()));
        sum += merged.getSampleList().stream().mapToLong(sample -> sample.getValue(0)).sum();
      }
      totals.add(type.getSampleType() + ":" + type.getSampleUnit(), sum);
      profiles += seen.size();
    }
    return new Result(totals, profiles, clients.size());
  }
}
