package io.flaregate.phlare.ringpage;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.ringpage.TokenCircle.Arc;
import io.flaregate.ring.Instance;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.TokenRing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TokenCircleTest {
  private static final long ALL = 1L << 32;

  private static TokenRing ring(Instance... members) {
    return TokenRing.of(RingConfig.DEFAULT, List.of(members));
  }

  private static Instance member(String id, int... tokens) {
    return Instance.active(id, id, "", TokenList.of(tokens));
  }

  @Test
  void oneMemberOwnsTheWholeCircle() {
    assertThat(TokenCircle.arcs(ring(member("a", 77)))).containsExactly(new Arc(0, ALL, 0));
    assertThat(
            TokenCircle.svg(
                new RingSnapshot(new Rings(RingConfig.DEFAULT, member("a", 77)).view())))
        .contains("M100.00 14.00A86 86 0 0 1 100.00 186.00M100.00 186.00A86 86 0 0 1 100.00 14.00");
  }

  @Test
  void whatLiesBehindTheHighestTokenBelongsToTheOwnerOfTheLowest() {
    assertThat(TokenCircle.arcs(ring(member("a", 1 << 30), member("b", 1 << 31))))
        .containsExactly(
            new Arc(0, 1L << 30, 0), new Arc(1L << 31, ALL, 0), new Arc(1L << 30, 1L << 31, 1));
    assertThat(TokenCircle.arcs(ring(member("a", 0), member("b", 1 << 31))))
        .containsExactly(new Arc(1L << 31, ALL, 0), new Arc(0, 1L << 31, 1));
  }

  @Test
  void arcsFillTheCircleOnceHoweverManyTokensThereAre() {
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      List<Instance> members = new ArrayList<>();
      int count = 1 + random.nextInt(6);
      for (int i = 0; i < count; i++) {
        int[] tokens = random.ints(random.nextInt(seed % 2 == 0 ? 3_000 : 30)).toArray();
        if (i == 0 && seed % 3 == 0 && tokens.length > 0) {
          tokens[0] = 0;
        }
        members.add(member("m" + i, tokens));
      }
      TokenRing ring = ring(members.toArray(Instance[]::new));
      List<Arc> arcs = new ArrayList<>(TokenCircle.arcs(ring));
      arcs.sort(Comparator.comparingLong(Arc::from));
      long at = 0;
      double[] shares = new double[count];
      for (Arc arc : arcs) {
        assertThat(arc.from()).as("seed %d", seed).isEqualTo(at);
        at = arc.to();
        shares[arc.owner()] += arc.to() - arc.from();
      }
      assertThat(at).as("seed %d", seed).isEqualTo(ring.tokenCount() == 0 ? 0 : ALL);
      assertThat(arcs.size()).as("seed %d", seed).isLessThanOrEqualTo(TokenCircle.MAX_ARCS);
      if (ring.tokenCount() < TokenCircle.MAX_ARCS) {
        long[] owned = ring.ownedKeys();
        for (int i = 0; i < count; i++) {
          assertThat((long) shares[i]).as("seed %d", seed).isEqualTo(owned[i]);
        }
      }
    }
  }

  @Test
  void aPartIsDrawnInTheColourOfWhoOwnsMostOfIt() {
    int[] a = new int[2_500];
    for (int i = 0; i < a.length; i++) {
      a[i] = i;
    }
    assertThat(TokenCircle.arcs(ring(member("a", a), member("b", 1 << 31))))
        .containsExactly(new Arc(0, 1L << 31, 1), new Arc(1L << 31, ALL, 0));
  }
}
