package io.flaregate.ring.placement;

import io.flaregate.ring.GoRandom;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.LookupStatus;
import io.flaregate.ring.Replicas;
import io.flaregate.ring.RingLookupException;
import io.flaregate.ring.Utf8Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Places series as upstream's segment writers are chosen: by jump consistent hashing of tenant and
 * dataset to a few shards, of which the series' fingerprint takes one; the members of the other
 * shards are stand-ins (vector file {@code jump_placement.json}).
 *
 * <p>A member owns as many shards as it has tokens; which ones, a fixed permutation says. One
 * member is enough to store a series.
 */
public final class JumpPlacement implements Placement {
  private static final long PERMUTATION_SEED = -3035313949336265834L;
  private static final long JUMP_MULTIPLIER = 2862933555777941757L;
  private static final Comparator<Instance> BY_ID =
      Comparator.comparing(Instance::id, Utf8Order.COMPARATOR);

  private final Instance[] ownerOfShard;
  private final int tenantShards;
  private final int datasetShards;

  /**
   * Lays out the shards.
   *
   * @param instances all members; those that are alive and in a known state other than LEFT count
   * @param tenantShards shards of a tenant, 0 for all
   * @param datasetShards shards of a dataset of a tenant, at least 1
   * @throws RingLookupException if no member counts
   */
  public JumpPlacement(
      Collection<Instance> instances, Liveness liveness, int tenantShards, int datasetShards) {
    List<Instance> eligible =
        instances.stream().filter(i -> isEligible(i, liveness)).sorted(BY_ID).toList();
    if (eligible.isEmpty()) {
      throw new RingLookupException(LookupStatus.EMPTY_RING, "failed to read ring: empty ring");
    }
    List<Instance> owners = new ArrayList<>();
    for (Instance instance : eligible) {
      for (int i = 0; i < instance.tokens().size(); i++) {
        owners.add(instance);
      }
    }
    this.ownerOfShard = permuted(owners);
    this.tenantShards = tenantShards;
    this.datasetShards = datasetShards;
  }

  private JumpPlacement(Instance[] ownerOfShard, int tenantShards, int datasetShards) {
    this.ownerOfShard = ownerOfShard;
    this.tenantShards = tenantShards;
    this.datasetShards = datasetShards;
  }

  /** The same shards with other limits, those of another tenant; cheap. */
  public JumpPlacement withLimits(int newTenantShards, int newDatasetShards) {
    return new JumpPlacement(ownerOfShard, newTenantShards, newDatasetShards);
  }

  private static boolean isEligible(Instance instance, Liveness liveness) {
    InstanceState state = instance.state();
    return state.isKnown() && !state.equals(InstanceState.LEFT) && liveness.isAlive(instance);
  }

  private static Instance[] permuted(List<Instance> owners) {
    int[] order = new int[owners.size()];
    GoRandom random = new GoRandom(PERMUTATION_SEED);
    for (int i = 0; i < order.length; i++) {
      int j = random.intn(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    Instance[] permuted = new Instance[order.length];
    for (int i = 0; i < order.length; i++) {
      permuted[i] = owners.get(order[i]);
    }
    return permuted;
  }

  /** ACTIVE members in the order of preference, each once; one has to store the series. */
  @Override
  public Replicas place(SeriesKey series) {
    Map<String, Instance> byId = new LinkedHashMap<>();
    for (Instance candidate : candidates(series)) {
      if (candidate.state().equals(InstanceState.ACTIVE)) {
        byId.putIfAbsent(candidate.id(), candidate);
      }
    }
    List<Instance> active = List.copyOf(byId.values());
    if (active.isEmpty()) {
      throw new RingLookupException(
          LookupStatus.TOO_FEW_LIVE, "at least 1 live replicas required, could only find 0");
    }
    return new Replicas(active, active.size() - 1);
  }

  /** Number of the series' shard, from 1; 0 if there are none. */
  public int shard(SeriesKey series) {
    return ownerOfShard.length == 0 ? 0 : new Walk(series).first() + 1;
  }

  /** Owners of the shards to try, in order, of any state, with repetitions. */
  public List<Instance> candidates(SeriesKey series) {
    List<Instance> owners = new ArrayList<>();
    if (ownerOfShard.length > 0) {
      new Walk(series).addAll(owners);
    }
    return owners;
  }

  /** Jump consistent hash (Lamping and Veach, 2014) of a key to one of {@code buckets} buckets. */
  static int jump(long key, int buckets) {
    long k = key;
    long bucket = -1;
    long next = 0;
    while (next < buckets) {
      bucket = next;
      k = k * JUMP_MULTIPLIER + 1;
      next = (long) ((bucket + 1) * ((double) (1L << 31) / (double) ((k >>> 33) + 1)));
    }
    return (int) bucket;
  }

  /** The shards of one series: the dataset's, then the tenant's, then all others. */
  private final class Walk {
    private final int all = ownerOfShard.length;
    private final int ofTenant = tenantShards <= 0 || tenantShards > all ? all : tenantShards;
    private final int ofDataset = Math.min(ofTenant, Math.max(1, datasetShards));
    private final int tenantStart;
    private final int datasetStart;
    private final int offset;

    Walk(SeriesKey series) {
      tenantStart = jump(series.tenantHash(), all);
      datasetStart = jump(series.datasetHash(), ofTenant);
      offset = (int) Long.remainderUnsigned(series.fingerprint(), ofDataset);
    }

    int first() {
      return datasetShard(offset);
    }

    void addAll(List<Instance> out) {
      for (int i = 0; i < ofDataset; i++) {
        out.add(ownerOfShard[datasetShard((long) offset + i)]);
      }
      // A single one left over is left out, at either level: upstream does so.
      if (ofTenant - ofDataset >= 2) {
        for (int i = ofDataset; i < ofTenant; i++) {
          out.add(ownerOfShard[tenantShard((long) datasetStart + i)]);
        }
      }
      if (all - ofTenant >= 2) {
        for (int i = ofTenant; i < all; i++) {
          out.add(ownerOfShard[(int) (((long) tenantStart + i) % all)]);
        }
      }
    }

    private int tenantShard(long x) {
      return (int) ((tenantStart + x % ofTenant) % all);
    }

    private int datasetShard(long x) {
      return tenantShard(datasetStart + x % ofDataset);
    }
  }
}
