package io.flaregate.it;

import io.flaregate.ingester.client.IngesterClient;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.types.LabelPair;
import io.flaregate.ingester.proto.types.Labels;
import io.flaregate.ingester.proto.types.ProfileType;
import io.flaregate.profiles.oracle.SeriesKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what all ingesters hold of a tenant: each profile once, wherever its replicas are. */
final class ClusterReader implements AutoCloseable {
  private static final long END_OF_TIME_MILLIS = Long.MAX_VALUE / 4;

  private final List<IngesterClient> clients = new ArrayList<>();

  ClusterReader(List<String> targets, String tenant) {
    targets.forEach(target -> clients.add(new IngesterClient(target, tenant)));
  }

  private record Where(int client, SortedMap<String, String> labels) {}

  /** The sum of the values of each series. */
  Map<SeriesKey, Long> sums() {
    Map<SeriesKey, Long> sums = new HashMap<>();
    Map<String, ProfileType> types = new TreeMap<>();
    for (IngesterClient client : clients) {
      client.profileTypes(0, END_OF_TIME_MILLIS).forEach(type -> types.put(type.getID(), type));
    }
    types.values().forEach(type -> addType(type, sums));
    return sums;
  }

  private void addType(ProfileType type, Map<SeriesKey, Long> sums) {
    Map<Where, Set<Long>> held = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < clients.size(); i++) {
      int index = i;
      merge(
          index,
          type,
          "{}",
          (labels, millis) -> {
            if (seen.add(millis + " " + labels)) {
              held.computeIfAbsent(new Where(index, sorted(labels)), where -> new HashSet<>())
                  .add(millis);
            }
            return false;
          });
    }
    held.forEach(
        (where, times) -> {
          Profile merged =
              merge(
                  where.client,
                  type,
                  selector(where.labels),
                  (labels, millis) ->
                      times.contains(millis) && sorted(labels).equals(where.labels));
          long sum = merged.getSampleList().stream().mapToLong(s -> s.getValue(0)).sum();
          SeriesKey key =
              new SeriesKey(withoutMarks(where.labels), type.getSampleType(), type.getSampleUnit());
          sums.merge(key, sum, Long::sum);
        });
  }

  private Profile merge(int client, ProfileType type, String selector, IngesterClient.Pick pick) {
    return clients
        .get(client)
        .mergeProfilesPprof(selector, type.getID(), 0, END_OF_TIME_MILLIS, pick);
  }

  private static SortedMap<String, String> sorted(Labels labels) {
    SortedMap<String, String> sorted = new TreeMap<>();
    for (LabelPair label : labels.getLabelsList()) {
      sorted.put(label.getName(), label.getValue());
    }
    return sorted;
  }

  /** A selector of the series alone, or nearly: what needs escapes is left to the pick. */
  private static String selector(SortedMap<String, String> labels) {
    List<String> matchers = new ArrayList<>();
    labels.forEach(
        (name, value) -> {
          if (!name.startsWith("__") && plain(name) && plain(value)) {
            matchers.add("\"" + name + "\"=\"" + value + "\"");
          }
        });
    return "{" + String.join(",", matchers) + "}";
  }

  private static boolean plain(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\');
  }

  /** The labels that tell series apart to people: without the marks that only machines need. */
  static SortedMap<String, String> withoutMarks(SortedMap<String, String> labels) {
    SortedMap<String, String> rest = new TreeMap<>(labels);
    rest.keySet().removeIf(name -> name.startsWith("__") && !name.equals("__name__"));
    return rest;
  }

  @Override
  public void close() {
    clients.forEach(IngesterClient::close);
  }
}
