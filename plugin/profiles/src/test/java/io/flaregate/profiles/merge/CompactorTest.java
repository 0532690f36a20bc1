package io.flaregate.profiles.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CompactorTest {

  @Test
  void idsAreGivenWithoutGapsInTheOrderOfFirstUse() {
    Compactor compactor = new Compactor();
    compactor.reset(10);
    assertThat(compactor.id(7)).isEqualTo(1);
    assertThat(compactor.id(0)).isZero();
    assertThat(compactor.id(9)).isEqualTo(2);
    assertThat(compactor.id(7)).isEqualTo(1);
    assertThat(compactor.count()).isEqualTo(2);
    assertThat(compactor.entry(1)).isEqualTo(7);
    assertThat(compactor.entry(2)).isEqualTo(9);
  }

  @Test
  void aResetForgetsAllIds() {
    Compactor compactor = new Compactor();
    for (int round = 0; round < 1_000; round++) {
      compactor.reset(5 + round);
      assertThat(compactor.count()).isZero();
      assertThat(compactor.id(4)).isEqualTo(1);
      assertThat(compactor.id(3)).isEqualTo(2);
    }
    compactor.trim();
    compactor.reset(2);
    assertThat(compactor.id(1)).isEqualTo(1);
  }

  @Test
  void idsOfARoundBeforeAreGivenAgainAtOnce() {
    Compactor compactor = new Compactor(60);
    int[] kept = {};
    for (int round = 0; round < 100; round++) {
      compactor.reset(30);
      compactor.id(1 + round % 2);
      if (round == 0) {
        compactor.id(9);
        compactor.id(7);
        kept = compactor.copyTo(kept);
      }
      assertThat(compactor.hasSame(kept, 0, 1)).isEqualTo(round % 2 == 0);
      assertThat(compactor.hasSame(kept, 1, 1)).isTrue();
      if (round > 0) {
        assertThat(compactor.hasAny(kept, 1, 3)).isFalse();
        compactor.addAll(kept, 1, 3);
      }
      assertThat(compactor.hasAny(kept, 2, 3)).isTrue();
      assertThat(compactor.count()).isEqualTo(3);
      assertThat(compactor.id(7)).isEqualTo(3);
      assertThat(compactor.id(9)).isEqualTo(2);
      assertThat(compactor.id(8)).isEqualTo(4);
      assertThat(compactor.entry(3)).isEqualTo(7);
    }
  }

  @Test
  void numbersStartAgainBeforeTheyGetTooLarge() {
    Compactor compactor = new Compactor(40);
    for (int round = 0; round < 100; round++) {
      compactor.reset(12);
      for (int i = 0; i < 3 + round % 7; i++) {
        int entry = 1 + (round * 5 + i) % 11;
        assertThat(compactor.id(entry)).as("round %d", round).isEqualTo(i + 1);
        assertThat(compactor.id(0)).isZero();
        assertThat(compactor.id(entry)).as("round %d, again", round).isEqualTo(i + 1);
      }
    }
  }

  @Test
  void idsWithoutABranchAreTheSameIds() {
    Random random = new Random(5);
    Compactor compactor = new Compactor(500);
    Compactor other = new Compactor();
    for (int round = 0; round < 300; round++) {
      int size = 1 + random.nextInt(60);
      compactor.reset(size);
      other.reset(size);
      for (int i = random.nextInt(100); i > 0; i--) {
        int entry = random.nextInt(size);
        int id = random.nextInt(4) == 0 ? compactor.id(entry) : compactor.idBranchless(entry);
        assertThat(id).as("entry %d in round %d", entry, round).isEqualTo(other.id(entry));
        assertThat(compactor.count()).isEqualTo(other.count());
      }
      assertThat(compactor.hasSame(other.copyTo(new int[0]), 0, other.count())).isTrue();
    }
  }
}
