package io.flaregate.phlare.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.delivery.Destination;
import io.flaregate.phlare.delivery.Placement;
import io.flaregate.phlare.hints.HintTargets;
import io.flaregate.phlare.hints.RingHintTargets;
import io.flaregate.phlare.limits.Tenants;
import io.flaregate.phlare.membership.QuorumCheck;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.membership.stores.Membership;
import io.flaregate.phlare.push.IngesterClients;
import io.flaregate.ring.Instance;
import io.flaregate.ring.ReplicationSet;
import io.flaregate.ring.ShardCache;
import io.flaregate.ring.TokenRing;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.transport.tls.ClientTlsWatch;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ingesters of a ring. A series goes to those that its token names in the tenant's part of the
 * ring (distributor.md, sections 9 and 10).
 */
final class RingDestinations implements Destinations {
  private static final long SHARD_CACHE_BYTES = 4 << 20;
  private static final int NONE = -1;

  private final Membership membership;
  private final boolean ownsMembership;
  private final RingSource source;
  private final IngesterClients clients;
  private final @Nullable ClientTlsWatch tls;
  private final int shardSize;
  private final ShardCache shards = new ShardCache(SHARD_CACHE_BYTES);
  private volatile @Nullable Tenants tenants;
  private final QuorumCheck quorum = new QuorumCheck(shards);

  /**
   * The ingesters of a ring.
   *
   * @param ownsMembership whether it is closed with these destinations; others may share it
   * @param tls null without TLS
   * @param shardSize how many ingesters a tenant's series spread over; 0: all
   */
  RingDestinations(
      Membership membership,
      boolean ownsMembership,
      IngesterClients clients,
      @Nullable ClientTlsWatch tls,
      int shardSize) {
    this.tls = tls;
    this.membership = requireNonNull(membership, "membership is null");
    this.ownsMembership = ownsMembership;
    this.source = membership.ingesters();
    this.clients = requireNonNull(clients, "clients is null");
    this.shardSize = shardSize;
    source.onChange(this::dropClients);
  }

  /** Lets the tenants' limits say how far their series spread, and the ring who shares rates. */
  @Override
  public void follow(Tenants limited) {
    tenants = limited;
    limited.distributors().follow(membership::healthyDistributors);
  }

  private int shardSize(String tenant) {
    Tenants limited = tenants;
    int own = limited == null ? 0 : limited.limits(tenant).config().ingestionTenantShardSize();
    return own == 0 ? shardSize : own;
  }

  @Override
  public Plan plan(Profiles profiles, MergeKeys keys, String tenant) {
    RingView view = source.view();
    TokenRing ring = shards.select(view.ring(), tenant, shardSize(tenant));
    Map<Integer, String> unplaced = new HashMap<>();
    BitSet left = new BitSet(profiles.size());
    while (true) {
      SeriesGroups groups = SeriesGroups.of(keys, profiles.size(), left);
      Placing placing = new Placing(view, ring, new SeriesTokens(tenant));
      boolean whole = true;
      for (int group = 0; group < groups.size(); group++) {
        String error = placing.place(profiles.labels(), groups.first(group));
        if (!error.isEmpty()) {
          whole = false;
          for (int row : groups.rows(group)) {
            unplaced.putIfAbsent(profiles.rows().origin(row), error);
          }
        }
      }
      if (whole) {
        return new Plan(groups, placing.placement, unplaced);
      }
      // Nothing of these profiles may be sent; without their rows a group may have another first
      // row, and with it another token, so everything is placed again.
      leaveOut(profiles, unplaced, left);
    }
  }

  @Override
  public Placed place(String tenant, int[] tokens) {
    RingView view = source.view();
    TokenRing ring = shards.select(view.ring(), tenant, shardSize(tenant));
    Placing placing = new Placing(view, ring, new SeriesTokens(tenant));
    BitSet unplaced = new BitSet();
    String problem = "";
    for (int i = 0; i < tokens.length; i++) {
      String error = placing.place(tokens[i]);
      if (!error.isEmpty()) {
        unplaced.set(i);
        problem = error;
      }
    }
    return new Placed(placing.placement, unplaced, problem);
  }

  private static void leaveOut(Profiles profiles, Map<Integer, String> unplaced, BitSet left) {
    for (int row = 0; row < profiles.size(); row++) {
      if (unplaced.containsKey(profiles.rows().origin(row))) {
        left.set(row);
      }
    }
  }

  @Override
  public String missing() {
    return quorum.missing(source.view());
  }

  @Override
  public void onChange(Runnable action) {
    source.onChange(action);
  }

  @Override
  public HintTargets hintTargets() {
    return new RingHintTargets(source, clients);
  }

  /** Also finds clients that a request made from an older view of the ring. */
  @Override
  public void tend() {
    dropClients();
    clients.tend();
    if (tls != null) {
      tls.tend();
    }
  }

  private void dropClients() {
    clients.retain(
        source.view().ring().instances().stream()
            .map(Instance::addr)
            .collect(Collectors.toUnmodifiableSet()));
  }

  @Override
  public void close(long deadlineNanos) {
    if (ownsMembership) {
      membership.close();
    }
    clients.close(deadlineNanos);
  }

  /** Places the series of one request. */
  private final class Placing {
    private final RingView view;
    private final TokenRing ring;
    private final SeriesTokens tokens;
    private final ReplicationSet set = new ReplicationSet();
    private final Placement placement;

    /** The number in the placement of each member of the ring; none while no series goes there. */
    private final int[] destinations;

    Placing(RingView view, TokenRing ring, SeriesTokens tokens) {
      this.view = view;
      this.ring = ring;
      this.tokens = tokens;
      placement = new Placement(view.ring().size());
      destinations = new int[ring.size()];
      Arrays.fill(destinations, NONE);
    }

    /** Places the series with the labels of a row; what the ring says if it cannot, else empty. */
    String place(SeriesLabels labels, int row) {
      return place(tokens.token(labels, row));
    }

    /** Places the series of a token; what the ring says if it cannot, else empty. */
    String place(int token) {
      if (!ring.lookup(token, view.liveness(), set)) {
        return set.error();
      }
      placement.addSeries(set.minSuccess(), set.maxErrors());
      for (int i = 0; i < set.count(); i++) {
        placement.addReplica(destination(set.member(i)));
      }
      return "";
    }

    private int destination(int member) {
      if (destinations[member] == NONE) {
        Instance instance = ring.instance(member);
        destinations[member] =
            placement.addDestination(
                new Destination(instance.id(), clients.get(instance.id(), instance.addr())));
      }
      return destinations[member];
    }
  }
}
