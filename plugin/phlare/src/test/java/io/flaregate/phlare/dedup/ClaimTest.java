package io.flaregate.phlare.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where profiles of one series and millisecond go. */
class ClaimTest {
  private static final long MILLIS = 1_700_000_000_000L;
  private static final Digest SERIES = new Digest(1, 2);

  private long now;
  private PlaceMemory memory = new PlaceMemory(1 << 20, true, () -> now);

  /** What a request with these profiles does, each a number. */
  private Claim claim(int... profiles) {
    Claim claim = new Claim(memory, profiles.length);
    claim.add(IntStream.range(0, profiles.length).toArray(), SERIES, MILLIS, digests(profiles));
    return claim;
  }

  static long[] digests(int... profiles) {
    return IntStream.of(profiles)
        .mapToLong(i -> i)
        .flatMap(i -> java.util.stream.LongStream.of(Mix.step(i, 7), Mix.step(i, 9)))
        .toArray();
  }

  private Claim stored(int... profiles) {
    Claim claim = claim(profiles);
    claim.sent();
    for (int row = 0; row < profiles.length; row++) {
      if (claim.action(row).isSent()) {
        claim.stored(row);
      }
    }
    claim.close();
    return claim;
  }

  private Claim failed(int... profiles) {
    Claim claim = claim(profiles);
    claim.sent();
    claim.close();
    return claim;
  }

  private static List<Action> actions(Claim claim, int rows) {
    return IntStream.range(0, rows).mapToObj(claim::action).toList();
  }

  @Test
  void firstProfileStaysWhereItIs() {
    Claim first = stored(1);
    assertThat(first.action(0)).isEqualTo(Action.NEW);
    assertThat(first.shiftMillis(0)).isZero();
  }

  @Test
  void retryGoesToWhereItWas() {
    stored(1);
    Claim moved = stored(2);
    for (int i = 0; i < 3; i++) {
      Claim again = stored(2);
      assertThat(again.action(0)).isEqualTo(Action.RETRIED);
      assertThat(again.shiftMillis(0)).isEqualTo(moved.shiftMillis(0));
      assertThat(stored(1).shiftMillis(0)).isZero();
    }
  }

  @Test
  void anotherProfileMovesByOneToEightMillisecondsWhileTheseAreFree() {
    for (int profile = 2; profile < 200; profile++) {
      memory = new PlaceMemory(1 << 20, true, () -> now);
      stored(1);
      Claim other = stored(profile);
      assertThat(other.action(0)).isEqualTo(Action.MOVED);
      assertThat(other.shiftMillis(0)).isBetween(1, 8);
    }
  }

  @Test
  void noTwoProfilesShareAMillisecond() {
    long distinct = IntStream.range(0, 300).map(i -> stored(i).shiftMillis(0)).distinct().count();
    assertThat(distinct).isEqualTo(300);
  }

  @Test
  void withoutAnyFreeMillisecondTheTimeIsKept() {
    List<Action> last =
        IntStream.range(0, Claim.MAX_SHIFT_MILLIS + 20).mapToObj(i -> stored(i).action(0)).toList();
    assertThat(last.get(0)).isEqualTo(Action.NEW);
    assertThat(last).contains(Action.MOVED, Action.CROWDED);
    Claim crowded = claim(100_000);
    assertThat(crowded.action(0)).isEqualTo(Action.CROWDED);
    assertThat(crowded.shiftMillis(0)).isZero();
  }

  @Test
  void ofAMixtureTheStoredOnesAreLeftOutAndTheOthersMove() {
    stored(1);
    Claim mixed = stored(1, 2, 3);
    assertThat(actions(mixed, 3)).containsExactly(Action.LEFT_OUT, Action.MOVED, Action.MOVED);
    assertThat(mixed.shiftMillis(1)).isEqualTo(mixed.shiftMillis(2)).isPositive();
    // All of it is stored now, but in two places.
    assertThat(actions(stored(1, 2, 3), 3)).containsOnly(Action.LEFT_OUT);
    assertThat(actions(stored(3, 2), 2)).containsOnly(Action.RETRIED);
  }

  @Test
  void partOfWhatIsStoredTogetherIsLeftOut() {
    stored(1, 2);
    assertThat(stored(2).action(0)).isEqualTo(Action.LEFT_OUT);
    assertThat(actions(stored(2, 1), 2)).containsOnly(Action.RETRIED);
  }

  @Test
  void equalProfilesOfOneRequestAreTwo() {
    stored(1, 1);
    assertThat(actions(stored(1, 1), 2)).containsOnly(Action.RETRIED);
    assertThat(actions(stored(1), 1)).containsOnly(Action.LEFT_OUT);
    assertThat(actions(stored(1, 1, 1), 3))
        .containsExactly(Action.LEFT_OUT, Action.LEFT_OUT, Action.MOVED);
  }

  @Test
  void afterAFailureTheRetryGoesToTheSamePlaceAndOthersDoNot() {
    failed(1);
    assertThat(stored(2).shiftMillis(0)).isPositive();
    Claim retry = stored(1);
    assertThat(retry.action(0)).isEqualTo(Action.RETRIED);
    assertThat(retry.shiftMillis(0)).isZero();
  }

  @Test
  void afterAFailureAPartTakesThePlaceAndTheRestMoves() {
    failed(1, 2);
    Claim part = stored(1);
    assertThat(part.action(0)).isEqualTo(Action.RETRIED);
    assertThat(part.shiftMillis(0)).isZero();
    Claim rest = stored(2);
    assertThat(rest.action(0)).isEqualTo(Action.MOVED);
    assertThat(stored(1).action(0)).isEqualTo(Action.RETRIED);
  }

  @Test
  void afterAFailureARetryWithANewOneSendsBothApart() {
    failed(1);
    Claim mixed = stored(1, 2);
    assertThat(actions(mixed, 2)).containsExactly(Action.RETRIED, Action.MOVED);
    assertThat(mixed.shiftMillis(0)).isZero();
    assertThat(mixed.shiftMillis(1)).isPositive();
  }

  @Test
  void whatWasNeverSentLeavesThePlaceFree() {
    claim(1).close();
    Claim other = stored(2);
    assertThat(other.action(0)).isEqualTo(Action.NEW);
    assertThat(stored(1).action(0)).isEqualTo(Action.MOVED);
  }

  @Test
  void placeIsTakenWhileARequestIsUnderWay() {
    Claim first = claim(1);
    Claim second = claim(2);
    Claim same = claim(1);
    assertThat(second.action(0)).isEqualTo(Action.MOVED);
    assertThat(same.action(0)).isEqualTo(Action.RETRIED);
    first.close();
    // The same profile is still under way in the other request.
    assertThat(claim(3).shiftMillis(0)).isPositive();
    same.close();
    assertThat(claim(4).shiftMillis(0)).isZero();
  }

  @Test
  void partOfWhatIsUnderWayMustBeSentAgainLater() {
    Claim under = claim(1, 2);
    Claim part = claim(1, 3);
    assertThat(actions(part, 2)).containsExactly(Action.DEFERRED, Action.MOVED);
    under.sent();
    under.stored(0);
    under.close();
    assertThat(claim(1).action(0)).isEqualTo(Action.LEFT_OUT);
  }

  @Test
  void closingTwiceIsClosingOnce() {
    Claim first = claim(1);
    Claim same = claim(1);
    first.close();
    first.close();
    assertThat(claim(2).action(0)).isEqualTo(Action.MOVED);
    same.close();
  }

  @Test
  void otherSeriesAndMillisecondsAreApart() {
    stored(1);
    Claim claim = new Claim(memory, 2);
    claim.add(new int[] {0}, new Digest(1, 3), MILLIS, digests(2));
    claim.add(new int[] {1}, SERIES, MILLIS + 100, digests(2));
    assertThat(actions(claim, 2)).containsOnly(Action.NEW);
  }

  @Test
  void movedProfileDoesNotTakeAMillisecondThatIsTaken() {
    stored(1);
    int shift = stored(2).shiftMillis(0);
    Claim there = new Claim(memory, 1);
    there.add(new int[] {0}, SERIES, MILLIS + shift, digests(5));
    assertThat(there.action(0)).isEqualTo(Action.MOVED);
  }

  @Test
  void keptTimesAreCountedAndNothingIsLeftOut() {
    memory = new PlaceMemory(1 << 20, false, () -> now);
    assertThat(stored(1).action(0)).isEqualTo(Action.NEW);
    assertThat(stored(1).action(0)).isEqualTo(Action.RETRIED);
    Claim mixed = stored(1, 2);
    assertThat(actions(mixed, 2)).containsOnly(Action.KEPT);
    assertThat(mixed.shiftMillis(1)).isZero();
  }
}
