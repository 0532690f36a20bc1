package io.flaregate.distribution.demo;

import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.read.MergedProfile;
import io.flaregate.phlare.read.ProfileType;
import io.flaregate.phlare.read.QuorumReader;
import io.flaregate.phlare.read.ReadException;
import io.flaregate.phlare.read.ReadLimits;
import io.flaregate.phlare.read.ReadResult;
import io.flaregate.phlare.read.ReadTarget;
import io.flaregate.phlare.read.TimeRange;
import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenRing;
import java.util.ArrayList;
import java.util.List;

/** Reads with quorum what the ingesters of the ring hold, as {@code flaregate read} does. */
final class ReadBack {
  private final RingView ring;
  private final String tenant;

  /**
   * A reader.
   *
   * @param targets the ingesters of the ring, {@code host:port}
   * @param replicationFactor how many keep each series
   * @param tenant whose profiles
   */
  ReadBack(List<String> targets, int replicationFactor, String tenant) {
    List<Instance> members = new ArrayList<>();
    for (String target : targets) {
      String id = "ingester-" + (members.size() + 1);
      members.add(Instance.active(id, target, "", StaticTokens.derive(id)));
    }
    RingConfig config = RingConfig.DEFAULT.withReplicationFactor(replicationFactor);
    this.ring =
        new RingView(
            TokenRing.of(config, members), Liveness.ALL_ALIVE, "the demo", System.nanoTime());
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
   * @throws ReadException if too few ingesters answer
   */
  Result read(TimeRange range) throws ReadException, InterruptedException {
    try (QuorumReader reader =
        new QuorumReader(ReadTarget.plaintext(ring, 0), tenant, ReadLimits.DEFAULT)) {
      SampleTotals totals = new SampleTotals();
      int profiles = 0;
      int answered = ring.ring().size();
      for (ProfileType type : reader.profileTypes(range).value()) {
        ReadResult<MergedProfile> merged = reader.profile("{}", type, range);
        totals.add(type.sampleType() + ":" + type.sampleUnit(), merged.value().sum().total(0));
        profiles += merged.value().profiles();
        answered = Math.min(answered, merged.answered());
      }
      return new Result(totals, profiles, answered);
    }
  }
}
