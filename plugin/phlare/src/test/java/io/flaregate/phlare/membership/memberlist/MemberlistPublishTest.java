package io.flaregate.phlare.membership.memberlist;

import static io.flaregate.phlare.membership.memberlist.Members.active;
import static io.flaregate.phlare.membership.memberlist.Members.left;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.ring.Instance;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.TestSettings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemberlistPublishTest {
  private static final String KEY = "collectors/distributor";
  private static final long NOW = FakeClock.START.getEpochSecond();

  private final TestSettings settings = new TestSettings("phlare", new FakeClock());
  private final FakeNode node = new FakeNode();
  private volatile List<Instance> seen = List.of();

  @AfterEach
  void close() {
    node.close();
    settings.close();
  }

  private Memberlist open(String... seeds) throws Exception {
    Memberlist memberlist = Memberlist.open(Configs.quick(seeds), settings.settings());
    memberlist.watch(KEY, (members, changed) -> seen = members);
    return memberlist;
  }

  @Test
  void anOwnEntryIsRegisteredKeptAliveAndTakenAwayWithoutAnnouncingANode() throws Exception {
    node.put(KEY, active("other", NOW, 1));
    try (Memberlist memberlist = open(node.address())) {
      for (Instance own :
          List.of(active("own", NOW, 7), active("own", NOW + 1, 7), left("own", NOW + 1))) {
        Await.result(memberlist.publish(KEY, own));
        Await.until("the node has merged it", () -> node.ring(KEY).contains(own));
        if (own.tokens().isEmpty()) {
          Await.until("it is gone from the ring", () -> seen.size() == 1);
        } else {
          Await.until("it is back", () -> seen.contains(own));
        }
      }
    }
    for (byte[] request : node.requests()) {
      PushPull read = PushPull.answer(new Slice(request, 1, request.length));
      assertThat(read.nodes()).isZero();
      for (KeyValue pair : NodeSide.pairs(read.userState())) {
        assertThat(pair.key()).isEqualTo(KEY);
      }
    }
    assertThat(settings.meter().value("pyroscope_memberlist_client_state_pushes_total"))
        .isEqualTo(3);
  }

  @Test
  void whenNobodyTakesAnEntryTheCallerHearsOfIt() throws Exception {
    node.stop();
    try (Memberlist memberlist = open(node.address())) {
      CompletableFuture<Void> done = memberlist.publish(KEY, active("own", NOW, 7));
      assertThatThrownBy(done::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(MemberlistException.class)
          .hasMessageContaining("cannot be connected to");
    }
  }

  @Test
  void anEntryGoesToTheNextNodeWhereOneFails() throws Exception {
    try (FakeNode bad = new FakeNode()) {
      bad.answering(new byte[] {99});
      try (Memberlist memberlist = open(bad.address(), node.address())) {
        for (int i = 0; i < 4; i++) {
          Instance own = active("own" + i, NOW, i);
          Await.result(memberlist.publish(KEY, own));
          Await.until("the good node has it", () -> node.ring(KEY).contains(own));
        }
      }
    }
  }

  @Test
  void aWaitingEntryIsReplacedByANewerOne() {
    PushQueue queue = new PushQueue();
    CompletableFuture<Void> first = queue.add(KEY, "own", new byte[] {1});
    CompletableFuture<Void> second = queue.add(KEY, "own", new byte[] {2});
    CompletableFuture<Void> other = queue.add("other", "own", new byte[] {3});
    PushQueue.Batch batch = queue.take();
    assertThat(batch.pairs()).containsExactly(new byte[] {2}, new byte[] {3});
    assertThat(queue.take().pairs()).isEmpty();
    batch.done();
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(other).isCompleted();
  }

  @Test
  void afterClosingNothingIsTaken() throws Exception {
    Memberlist memberlist = open(node.address());
    memberlist.close();
    assertThatThrownBy(memberlist.publish(KEY, active("own", NOW, 7))::get)
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("this observer is closed");
  }
}
