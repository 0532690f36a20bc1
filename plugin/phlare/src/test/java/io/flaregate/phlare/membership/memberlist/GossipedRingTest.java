package io.flaregate.phlare.membership.memberlist;

import static io.flaregate.phlare.membership.memberlist.Members.active;
import static io.flaregate.phlare.membership.memberlist.Members.heavy;
import static io.flaregate.phlare.membership.memberlist.Members.left;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.ring.Instance;
import io.flaregate.ring.TokenList;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GossipedRingTest {
  private static final long NOW = 10_000;
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final GossipedRing ring = new GossipedRing(Duration.ofMinutes(5));

  private void merge(long now, Instance... incoming) throws MemberlistException {
    ring.merge(List.of(incoming), now, 0);
  }

  private List<String> ids() {
    return ring.live().stream().map(Instance::id).toList();
  }

  @Test
  void aMemberThatAnAnswerLacksStays() throws Exception {
    merge(NOW, active("a", NOW, 1), active("b", NOW, 2));
    merge(NOW, active("a", NOW + 5, 1));
    merge(NOW);
    assertThat(ids()).containsExactly("a", "b");
    assertThat(ring.live().get(0).heartbeatUnixSeconds()).isEqualTo(NOW + 5);
  }

  @Test
  void aMemberThatLeftIsNoMemberAndNoOlderAnswerRevivesIt() throws Exception {
    merge(NOW, active("a", NOW, 1));
    merge(NOW, left("a", NOW));
    assertThat(ids()).isEmpty();
    assertThat(ring.tombstones()).isEqualTo(1);
    merge(NOW, active("a", NOW, 1));
    assertThat(ids()).isEmpty();
    merge(NOW, active("a", NOW + 1, 1));
    assertThat(ids()).containsExactly("a");
    assertThat(ring.tombstones()).isZero();
  }

  @Test
  void tombstonesAreDroppedAfterTheTimeoutAndNotTakenAgain() throws Exception {
    merge(NOW, left("a", NOW), active("b", NOW, 2));
    merge(NOW + 300, active("b", NOW + 300, 2));
    assertThat(ring.tombstones()).isEqualTo(1);
    merge(NOW + 301, active("b", NOW + 301, 2));
    assertThat(ring.tombstones()).isZero();
    merge(NOW + 301, left("a", NOW));
    assertThat(ring.tombstones()).isZero();
  }

  @Test
  void anOldTombstoneRemovesAMemberThatIsKnown() throws Exception {
    merge(NOW, active("a", NOW, 1));
    merge(NOW + 1000, left("a", NOW + 10));
    assertThat(ids()).isEmpty();
    assertThat(ring.tombstones()).isZero();
  }

  @Test
  void aMemberThatAllAnswersLackForLongIsDropped() throws Exception {
    ring.merge(List.of(active("a", NOW, 1), active("b", NOW, 2)), NOW, 0);
    Instance b = active("b", NOW + 1, 2);
    ring.merge(List.of(b), NOW, MINUTE_NANOS);
    ring.merge(List.of(b), NOW, 6 * MINUTE_NANOS);
    assertThat(ids()).containsExactly("a", "b");
    ring.merge(List.of(b), NOW, 6 * MINUTE_NANOS + 1);
    assertThat(ids()).containsExactly("b");
  }

  @Test
  void oneAnswerThatHasAMemberKeepsIt() throws Exception {
    Instance a = active("a", NOW, 1);
    ring.merge(List.of(a), NOW, 0);
    ring.merge(List.of(), NOW, MINUTE_NANOS);
    ring.merge(List.of(a), NOW, 5 * MINUTE_NANOS);
    ring.merge(List.of(), NOW, 6 * MINUTE_NANOS);
    ring.merge(List.of(), NOW, 10 * MINUTE_NANOS);
    assertThat(ids()).containsExactly("a");
  }

  @Test
  void anOutageCountsAsNobodysAbsence() throws Exception {
    ring.merge(List.of(active("a", NOW, 1)), NOW, 0);
    ring.merge(List.of(), NOW, MINUTE_NANOS);
    ring.forgetAbsences();
    ring.merge(List.of(), NOW, 60 * MINUTE_NANOS);
    assertThat(ids()).containsExactly("a");
  }

  @Test
  void aDeletedRingIsEmptyUntilAnAnswerHasItAgain() throws Exception {
    merge(NOW, active("a", NOW, 1), left("b", NOW));
    ring.clear();
    assertThat(ids()).isEmpty();
    assertThat(ring.tombstones()).isZero();
    merge(NOW, active("a", NOW, 1));
    assertThat(ids()).containsExactly("a");
  }

  @Test
  void aTokenThatTwoClaimStaysWithOneOfThem() throws Exception {
    merge(NOW, active("b", NOW, 1, 2, 2));
    merge(NOW, active("a", NOW, 2, 3));
    assertThat(ring.live().get(0).tokens()).isEqualTo(TokenList.of(2, 3));
    assertThat(ring.live().get(1).tokens()).isEqualTo(TokenList.of(1));
  }

  @Test
  void aMemberWithFarTooManyTokensIsRefusedAndTheRingStays() throws Exception {
    merge(NOW, active("a", NOW, 1));
    assertThatThrownBy(() -> merge(NOW, heavy("b", 0, 100_000)))
        .isInstanceOf(MemberlistException.class)
        .hasMessage("ring member \"b\" has 100000 tokens, limit 65536");
    assertThat(ids()).containsExactly("a");
  }

  @Test
  void aRingCannotGrowWithoutBoundFromAnswerToAnswer() throws Exception {
    for (int i = 0; i < 8; i++) {
      merge(NOW, heavy("m" + i, i << 16, 1 << 16));
    }
    assertThatThrownBy(() -> merge(NOW, active("one-more", NOW, -1)))
        .hasMessage("ring would have 524289 tokens, limit 524288");
    assertThat(ids()).hasSize(8);
    // Who is there already may go on.
    merge(NOW, heavy("m3", 3 << 16, 1 << 16).withHeartbeat(NOW + 1));
  }

  @Test
  void textsAndMembersAreBoundedToo() throws Exception {
    assertThatThrownBy(() -> merge(NOW, active("x".repeat(1025), NOW)))
        .hasMessage(
            "ring member has id of 1025 characters, limit 1024: \"" + "x".repeat(60) + "…\"");
    Instance[] many =
        IntStream.rangeClosed(0, 1 << 16)
            .mapToObj(i -> active("m" + i, NOW))
            .toArray(Instance[]::new);
    assertThatThrownBy(() -> merge(NOW, many))
        .hasMessage("ring would have 65537 members, limit 65536");
    Instance[] wordy =
        IntStream.range(0, 5000)
            .mapToObj(i -> active("m" + i + "x".repeat(1000), NOW))
            .toArray(Instance[]::new);
    assertThatThrownBy(() -> merge(NOW, wordy))
        .hasMessageMatching("ring would have \\d+ characters of text, limit 8388608");
  }
}
