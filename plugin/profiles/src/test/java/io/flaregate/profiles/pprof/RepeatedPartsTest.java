package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.profiles.fixture.ProfilesFixture;
import io.flaregate.profiles.wire.SizeLimitException;
import io.flaregate.spi.profiles.Profiles;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An encoder that was used before against new ones, which have nothing to repeat. */
class RepeatedPartsTest {
  private static final int SEEDS = 3_000;

  /** What the writer under an encoder may refuse before its bound. */
  private static final int SLACK = 32;

  private final PprofEncoder used = new PprofEncoder();

  @Test
  void pprofsDoNotDependOnThoseBefore() {
    int symbols = 0;
    int stacks = 0;
    int neither = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Profiles profiles = new RandomRows(new Random(seed)).make();
      for (int row = 0; row < profiles.size(); row++) {
        byte[] pprof = used.encode(profiles, row);
        assertThat(pprof)
            .as("seed %d, row %d", seed, row)
            .isEqualTo(new PprofEncoder().encode(profiles, row));
        symbols += used.hasRepeatedSymbols() ? 1 : 0;
        stacks += used.hasRepeatedStacks() ? 1 : 0;
        neither += used.hasRepeatedSymbols() || used.hasRepeatedStacks() ? 0 : 1;
      }
    }
    assertThat(symbols).isGreaterThan(SEEDS / 4);
    assertThat(stacks).isGreaterThan(SEEDS);
    assertThat(neither).isGreaterThan(SEEDS);
  }

  @Test
  void requestsMayTakeTurns() {
    for (long seed = 0; seed < SEEDS; seed += 10) {
      Random random = new Random(seed);
      Profiles[] requests = {new RandomRows(random).make(), new RandomRows(random).make()};
      for (int turn = 0; turn < 20; turn++) {
        Profiles profiles = requests[random.nextInt(2)];
        int[] rows = {random.nextInt(profiles.size())};
        if (random.nextInt(4) == 0) {
          // Added up: the row twice.
          rows = new int[] {rows[0], rows[0]};
        }
        assertThat(used.encode(profiles, rows))
            .as("seed %d, turn %d", seed, turn)
            .isEqualTo(new PprofEncoder().encode(profiles, rows));
      }
    }
  }

  @Test
  void whatWasRefusedOrNotTakenIsNotRepeated() {
    int refused = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      int bound = 200 + random.nextInt(600);
      PprofEncoder bounded = new PprofEncoder(bound);
      Profiles profiles = new RandomRows(random).make();
      for (int row = 0; row < profiles.size(); row++) {
        byte[] expected = new PprofEncoder().encode(profiles, row);
        if (random.nextInt(5) == 0) {
          takeNothing(bounded, profiles, row);
        }
        try {
          assertThat(bounded.encode(profiles, row))
              .isEqualTo(expected)
              .hasSizeLessThanOrEqualTo(bound);
        } catch (SizeLimitException e) {
          assertThat(expected.length).isGreaterThan(bound - SLACK);
          refused++;
        }
      }
    }
    assertThat(refused).isBetween(SEEDS / 10, 5 * SEEDS);
  }

  private static void takeNothing(PprofEncoder encoder, Profiles profiles, int row) {
    assertThatThrownBy(
            () ->
                encoder.encode(
                    profiles,
                    new int[] {row},
                    1,
                    (bytes, offset, length) -> {
                      throw new IllegalStateException("not taken");
                    }))
        .isInstanceOfAny(IllegalStateException.class, SizeLimitException.class);
  }

  private static ProfilesFixture shop(String function, String label) {
    ProfilesFixture fixture = new ProfilesFixture();
    fixture.dictionary.shareTexts();
    int stack = fixture.dictionary.stack(fixture.dictionary.frame(function));
    int list = fixture.dictionary.list(fixture.dictionary.attribute("thread", label));
    fixture.row().labelled(stack, list, 0, 1);
    fixture.row().type("cpu", "nanoseconds").labelled(stack, list, 0, 7);
    return fixture;
  }

  @Test
  void stacktracesAreTakenFromTheRowBeforeOnlyInTheSameOrder() {
    ProfilesFixture fixture = new ProfilesFixture();
    int one = fixture.dictionary.stack(fixture.dictionary.frame("one"));
    int none = fixture.dictionary.stack();
    fixture.row().sample(one, 1).sample(none, 2).sample(one, 3);
    fixture.row().sample(one, 1 << 20).sample(none, 0).sample(one, 1);
    fixture.row().sample(none, 1).sample(one, 2).sample(one, 3);
    fixture.row().sample(none, 1).sample(one, 2);
    Profiles profiles = fixture.build();
    for (int row = 0; row < profiles.size(); row++) {
      assertThat(used.encode(profiles, row)).isEqualTo(new PprofEncoder().encode(profiles, row));
      assertThat(used.hasRepeatedStacks()).as("row %d", row).isEqualTo(row == 1);
    }
  }

  private boolean repeats(ProfilesFixture fixture) {
    Profiles profiles = fixture.build();
    used.encode(profiles, 0);
    byte[] second = used.encode(profiles, 1);
    boolean repeats = used.hasRepeatedSymbols();
    assertThat(second).isEqualTo(new PprofEncoder().encode(profiles, 1));
    return repeats;
  }

  @Test
  void otherTypesAreNoReasonNotToRepeat() {
    assertThat(repeats(shop("main", "worker"))).isTrue();
    assertThat(repeats(shop("worker", "worker"))).isTrue();
  }

  @Test
  void anotherRequestOfTheSameShapeIsNotRepeated() {
    for (String function : new String[] {"main", "idle", "work"}) {
      Profiles profiles = shop(function, "worker").build();
      assertThat(used.encode(profiles, 1)).isEqualTo(new PprofEncoder().encode(profiles, 1));
      assertThat(used.hasRepeatedSymbols() || used.hasRepeatedStacks()).isFalse();
    }
  }

  @Test
  void aFunctionNamedAsATypeIsNotRepeated() {
    assertThat(repeats(shop("samples", "worker"))).isFalse();
    assertThat(repeats(shop("cpu", "worker"))).isFalse();
    assertThat(repeats(shop("nanoseconds", "worker"))).isFalse();
  }

  @Test
  void whatIsTooLargeToBeKeptIsNotRepeated() {
    assertThat(repeats(shop("f".repeat(3 << 20), "worker"))).isFalse();
    assertThat(repeats(shop("main", "w".repeat(3 << 20)))).isTrue();
    assertThat(repeats(shop("main", "w".repeat(9 << 20)))).isFalse();
    assertThat(repeats(shop("main", "worker"))).isTrue();
  }
}
