package io.flaregate.it;

import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.read.MergedProfile;
import io.flaregate.phlare.read.ProfileType;
import io.flaregate.phlare.read.QuorumReader;
import io.flaregate.phlare.read.ReadException;
import io.flaregate.phlare.read.ReadLimits;
import io.flaregate.phlare.read.ReadTarget;
import io.flaregate.phlare.read.SeriesName;
import io.flaregate.phlare.read.TimeRange;
import io.flaregate.profiles.oracle.SeriesKey;
import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenRing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads, with quorum, what the ingesters of a cluster (replication factor 3) hold of a tenant. */
final class ClusterReader implements AutoCloseable {
  private static final TimeRange ALL = new TimeRange(0, Long.MAX_VALUE / 4);

  private final QuorumReader reader;

  ClusterReader(List<String> targets, String tenant) {
    List<Instance> members = new ArrayList<>();
    for (String target : targets) {
      members.add(Instance.active(target, target, "", StaticTokens.derive(target)));
    }
    TokenRing ring = TokenRing.of(RingConfig.DEFAULT.withReplicationFactor(3), members);
    RingView view = new RingView(ring, Liveness.ALL_ALIVE, "test", System.nanoTime());
    reader = new QuorumReader(ReadTarget.plaintext(view, 0), tenant, ReadLimits.DEFAULT);
  }

  /** The sum of the values of each series. */
  Map<SeriesKey, Long> sums() {
    try {
      return read();
    } catch (ReadException e) {
      throw new AssertionError("the cluster cannot be read: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Map<SeriesKey, Long> read() throws ReadException, InterruptedException {
    Map<SeriesKey, Long> sums = new HashMap<>();
    // Ingesters tell of series once for each type of their profiles.
    Set<SortedMap<String, String>> all = new HashSet<>();
    for (SeriesName series : reader.series("{}", ALL).value()) {
      all.add(withoutMarks(series.labels()));
    }
    Set<String> names = reader.labelNames("{}", ALL).value();
    for (ProfileType type : reader.profileTypes(ALL).value()) {
      for (SortedMap<String, String> series : all) {
        if (type.name().equals(series.get("__name__"))) {
          MergedProfile merged = reader.profile(selector(series, names), type, ALL).value();
          if (merged.profiles() > 0) {
            sums.merge(
                new SeriesKey(series, type.sampleType(), type.sampleUnit()),
                merged.sum().total(0),
                Long::sum);
          }
        }
      }
    }
    return sums;
  }

  /** Selects the series and no other: those that have more labels than it are none of it. */
  private static String selector(SortedMap<String, String> series, Set<String> names) {
    List<String> matchers = new ArrayList<>();
    for (String name : names) {
      if (!name.startsWith("__")) {
        matchers.add(quoted(name) + "=" + quoted(series.getOrDefault(name, "")));
      }
    }
    return "{" + String.join(",", matchers) + "}";
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      boolean plain = c >= ' ' && c != '"' && c != '\\';
      quoted.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
    }
    return quoted.append('"').toString();
  }

  /** The labels that tell series apart to people: without the marks that only machines need. */
  static SortedMap<String, String> withoutMarks(SortedMap<String, String> labels) {
    SortedMap<String, String> rest = new TreeMap<>(labels);
    rest.keySet().removeIf(name -> name.startsWith("__") && !name.equals("__name__"));
    return rest;
  }

  @Override
  public void close() {
    reader.close();
  }
}
