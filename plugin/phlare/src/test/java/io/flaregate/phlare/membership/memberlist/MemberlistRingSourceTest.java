package io.flaregate.phlare.membership.memberlist;

import static io.flaregate.phlare.membership.memberlist.Members.active;
import static io.flaregate.phlare.membership.memberlist.Members.left;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.MemberlistConfig;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.RingConfig;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.spi.testing.ThreadWatch;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole observer over real sockets. */
class MemberlistRingSourceTest {
  private static final String KEY = "collectors/ring";
  private static final String FAILURES = "flaregate_memberlist_pull_failures_total";
  private static final long NOW = FakeClock.START.getEpochSecond();

  private final ThreadWatch threads = new ThreadWatch();
  private final TestSettings settings = new TestSettings("phlare", new FakeClock());
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger heard = new AtomicInteger();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    settings.close();
    threads.assertNoneLeft();
  }

  private FakeNode node() {
    return node("");
  }

  private FakeNode node(String label) {
    FakeNode node = new FakeNode(label, null);
    open.add(node);
    return node;
  }

  private MemberlistRingSource source(MemberlistConfig config) throws Exception {
    MemberlistRingSource source =
        MemberlistRingSource.open(
            config, KEY, RingConfig.DEFAULT, this::liveness, settings.settings());
    // Before the nodes: else it logs that they are gone.
    open.add(0, source);
    return source;
  }

  private Liveness liveness(List<Instance> members) {
    heard.incrementAndGet();
    return Liveness.ALL_ALIVE;
  }

  private static List<String> ids(MemberlistRingSource source) {
    return source.view().ring().instances().stream().map(Instance::id).toList();
  }

  private static void awaitIds(MemberlistRingSource source, String... ids) {
    Await.until("the members are " + List.of(ids), () -> ids(source).equals(List.of(ids)));
  }

  /** Waits until nodes have been asked some more times. */
  private static void awaitPulls(FakeNode node, int more) {
    int before = node.requests().size();
    Await.until("the node is asked again", () -> node.requests().size() >= before + more);
  }

  private List<String> warnings() {
    return settings.logger().messages(Level.WARNING);
  }

  @Test
  void aRingIsSeenWithEveryChangeOfIt() throws Exception {
    FakeNode node = node();
    node.put(KEY, active("a", NOW, 10), active("b", NOW, 20));
    MemberlistRingSource source = source(Configs.quick(node.address()));
    awaitIds(source, "a", "b");
    assertThat(source.view().source()).isEqualTo("memberlist collectors/ring");
    assertThat(source.view().ring().tokenCount()).isEqualTo(2);

    AtomicInteger changes = new AtomicInteger();
    source.onChange(changes::incrementAndGet);
    node.put(KEY, active("c", NOW, 30));
    awaitIds(source, "a", "b", "c");
    node.put(KEY, left("a", NOW + 1));
    awaitIds(source, "b", "c");
    node.put(KEY, active("b", NOW + 2, 20).withState(InstanceState.LEAVING));
    Await.until(
        "b leaves", () -> source.view().ring().instance(0).state().equals(InstanceState.LEAVING));
    node.put(KEY, active("c", NOW + 7, 30));
    Await.until(
        "c's heartbeat is seen",
        () -> source.view().ring().instance(1).heartbeatUnixSeconds() == NOW + 7);
    assertThat(changes).hasValue(4);
    assertThat(warnings()).isEmpty();
    assertThat(settings.meter().value("pyroscope_memberlist_client_cluster_members_count"))
        .isEqualTo(1);
    assertThat(settings.meter().value("pyroscope_memberlist_client_kv_store_value_tombstones", KEY))
        .isEqualTo(1);
  }

  @Test
  void whereNothingChangesTheViewStaysYoungAndNobodyIsCalled() throws Exception {
    FakeNode node = node();
    node.put(KEY, active("a", NOW, 10));
    MemberlistRingSource source = source(Configs.quick(node.address()));
    awaitIds(source, "a");
    AtomicInteger changes = new AtomicInteger();
    source.onChange(changes::incrementAndGet);
    RingView before = source.view();
    int heardBefore = heard.get();
    Await.until(
        "the view is renewed", () -> source.view().publishedNanos() - before.publishedNanos() > 0);
    assertThat(source.view().ring()).isSameAs(before.ring());
    assertThat(heard.get()).isGreaterThan(heardBefore);
    assertThat(changes).hasValue(0);
  }

  @Test
  void everyCompressionAndTheLabelAreSpoken() throws Exception {
    for (NodeSide.Compression compression : NodeSide.Compression.values()) {
      FakeNode node = node("prod-eu").compressing(compression);
      for (int i = 0; i < 30; i++) {
        node.put(KEY, active("ingester-number-" + i, NOW, i));
      }
      MemberlistRingSource source = source(Configs.labelled("prod-eu", node.address()));
      Await.until("all are seen", () -> ids(source).size() == 30);
    }
    assertThat(warnings()).isEmpty();
  }

  @Test
  void theOtherSeedsAreAskedWhereOneIsDownAndItIsUsedAgainWhenItComesBack() throws Exception {
    FakeNode down = node();
    FakeNode up = node();
    down.stop();
    up.put(KEY, active("a", NOW, 10));
    MemberlistRingSource source = source(Configs.quick(down.address(), up.address()));
    awaitIds(source, "a");
    Await.until("the loss is told", () -> warnings().size() == 1);
    awaitPulls(up, 10);
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("phlare: memberlist: node " + down.address() + ": cannot be connected to: ")
        .endsWith("; the last good ring is kept");
    assertThat(settings.meter().value(FAILURES, "connect")).isGreaterThanOrEqualTo(1);

    down.put(KEY, active("b", NOW, 20));
    down.restart();
    awaitIds(source, "a", "b");
    assertThat(settings.logger().messages(Level.INFO))
        .containsExactly("phlare: memberlist: node " + down.address() + " answers again");
  }

  @Test
  void theLastGoodRingStaysWhileNobodyAnswersAndChangesAreSeenAfterwards() throws Exception {
    FakeNode node = node();
    node.put(KEY, active("a", NOW, 10));
    MemberlistRingSource source = source(Configs.quick(node.address()));
    awaitIds(source, "a");
    node.stop();
    Await.until("several pulls failed", () -> settings.meter().value(FAILURES, "connect") >= 5);
    RingView kept = source.view();
    assertThat(ids(source)).containsExactly("a");
    node.put(KEY, active("b", NOW, 20));
    node.restart();
    awaitIds(source, "a", "b");
    assertThat(source.view().publishedNanos()).isGreaterThan(kept.publishedNanos());
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void aNodeThatStartedAnewWithAnEmptyStateTakesNobodyAway() throws Exception {
    FakeNode node = node();
    node.put(KEY, active("a", NOW, 10), active("b", NOW, 20));
    MemberlistRingSource source = source(Configs.quick(node.address()));
    awaitIds(source, "a", "b");
    node.forgetAll();
    awaitPulls(node, 3);
    node.put(KEY, active("b", NOW + 5, 20));
    Await.until(
        "the part that it knows again is seen",
        () -> source.view().ring().instance(1).heartbeatUnixSeconds() == NOW + 5);
    assertThat(ids(source)).containsExactly("a", "b");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aWrongLabelIsToldOnce() throws Exception {
    FakeNode node = node("prod");
    MemberlistRingSource source = source(Configs.labelled("test", node.address()));
    Await.until("pulls fail", () -> settings.meter().value(FAILURES, "closed") >= 3);
    assertThat(ids(source)).isEmpty();
    assertThat(source.view().missing()).contains("ring from memberlist collectors/ring has 0");
    assertThat(warnings())
        .containsExactly(
            "phlare: memberlist: node "
                + node.address()
                + ": closed the connection without an answer; is the cluster's label that of"
                + " cluster_label: \"test\"?; the last good ring is kept");
  }

  @Test
  void rubbishOfEveryKindLeavesTheRingAsItIs() throws Exception {
    FakeNode node = node();
    node.put(KEY, active("a", NOW, 10));
    MemberlistRingSource source = source(Configs.quick(node.address()));
    awaitIds(source, "a");
    List<byte[]> rubbish =
        List.of(
            new byte[] {0},
            "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            new byte[1 << 20],
            Bombs.LZW,
            NodeSide.wrapped(1, new byte[] {-1, -1, -1, -1, 15}));
    for (byte[] bytes : rubbish) {
      double before = settings.meter().total(FAILURES);
      node.answering(bytes);
      Await.until("it was served", () -> settings.meter().total(FAILURES) >= before + 2);
      assertThat(ids(source)).containsExactly("a");
    }
    node.behaveWell();
    node.put(KEY, active("b", NOW, 20));
    awaitIds(source, "a", "b");
    assertThat(settings.meter().value(FAILURES, "malformed")).isPositive();
    assertThat(settings.meter().value(FAILURES, "too_large")).isPositive();
    assertThat(settings.meter().value(FAILURES, "internal")).isZero();
    assertThat(warnings()).as("one for each kind").hasSize(2);
  }

  @Test
  void aRingThatCannotBeReadIsKeptAsItWasAndToldOnce() throws Exception {
    FakeNode node = node();
    node.put(KEY, active("a", NOW, 10));
    MemberlistRingSource source = source(Configs.quick(node.address()));
    awaitIds(source, "a");
    node.putPair(KEY, KeyValue.write(KEY, "ringDesc", new byte[] {100, 1, 2}));
    Await.until("it was served", () -> settings.meter().value(FAILURES, "malformed") >= 3);
    assertThat(ids(source)).containsExactly("a");
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith(
            "phlare: memberlist: node "
                + node.address()
                + ": ring \"collectors/ring\" cannot be used: value cannot be read: snappy: ");

    node.putPair(KEY, KeyValue.write(KEY, "ringDesc", new byte[10_000_000]));
    Await.until("10 MB were served", () -> settings.meter().value(FAILURES, "too_large") >= 2);
    node.putPair(KEY, NodeSide.ringPair(KEY, List.of(Members.heavy("z", 0, 100_000))));
    awaitPulls(node, 3);
    assertThat(ids(source)).containsExactly("a");
  }

  @Test
  void aSpoiledRingDoesNotSpoilTheOthersOfTheSameAnswer() throws Exception {
    FakeNode node = node();
    node.put(KEY, active("a", NOW, 10));
    node.putPair("another", KeyValue.write("another", "ringDesc", new byte[] {1}));
    Memberlist memberlist = Memberlist.open(Configs.quick(node.address()), settings.settings());
    open.add(0, memberlist);
    memberlist.watch("another", (members, changed) -> {});
    MemberlistRingSource source =
        new MemberlistRingSource(memberlist, KEY, RingConfig.DEFAULT, this::liveness);
    open.add(0, source);
    Await.until("it was served", () -> settings.meter().value(FAILURES, "malformed") >= 2);
    awaitPulls(node, 2);
    node.forgetAll();
    node.put(KEY, active("a", NOW, 10));
    awaitIds(source, "a");
  }

  @Test
  void membersNamedByNodesCannotForgeLogLines() throws Exception {
    FakeNode node = node();
    String id = "x\nERROR all is lost " + "y".repeat(2000);
    node.put(KEY, active(id, NOW, 1));
    source(Configs.quick(node.address()));
    Await.until("it is told", () -> !warnings().isEmpty());
    assertThat(warnings().get(0)).contains("x?ERROR all is lost").doesNotContain("\n");
  }

  @Test
  void aRingThatTheClusterDoesNotHaveIsToldOnce() throws Exception {
    FakeNode node = node();
    node.put("other/ring", active("a", NOW, 10));
    MemberlistRingSource source = source(Configs.quick(node.address()));
    awaitPulls(node, 3);
    Await.until("it is told", () -> warnings().size() == 1);
    assertThat(warnings())
        .containsExactly(
            "phlare: memberlist: no ring \"collectors/ring\"; check kvstore.prefix and"
                + " cluster_label");
    assertThat(ids(source)).isEmpty();
  }

  @Test
  void aDeletedRingIsEmpty() throws Exception {
    FakeNode node = node();
    node.put(KEY, active("a", NOW, 10));
    MemberlistRingSource source = source(Configs.quick(node.address()));
    awaitIds(source, "a");
    byte[] key = KEY.getBytes(StandardCharsets.UTF_8);
    byte[] deleted = new byte[key.length + 4];
    deleted[0] = 10;
    deleted[1] = (byte) key.length;
    System.arraycopy(key, 0, deleted, 2, key.length);
    deleted[key.length + 2] = 32;
    deleted[key.length + 3] = 1;
    node.putPair(KEY, deleted);
    awaitIds(source);
  }

  @Test
  void closingEndsAnExchangeUnderWayAndKeepsTheRing() throws Exception {
    FakeNode node = node();
    node.put(KEY, active("a", NOW, 10));
    MemberlistRingSource source = source(Configs.impatient(Duration.ofMinutes(10), node.address()));
    awaitIds(source, "a");
    AtomicInteger hanging = new AtomicInteger();
    node.behaving(
        (connection, request) -> {
          hanging.incrementAndGet();
          connection.getInputStream().read();
        });
    Await.until("an exchange hangs", () -> hanging.get() > 0);
    source.close();
    assertThat(ids(source)).containsExactly("a");
    assertThat(warnings()).isEmpty();
  }
}
