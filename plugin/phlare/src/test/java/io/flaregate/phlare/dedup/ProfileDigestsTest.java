package io.flaregate.phlare.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.profiles.Profiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a digest depends on, and what it does not. */
class ProfileDigestsTest {
  private static final ProfileDigests DIGESTS = new ProfileDigests();

  private static Digest digest(Profiles profiles, int row) {
    DIGESTS.load(profiles);
    DIGESTS.digest(profiles, row, true);
    Digest digest = new Digest(DIGESTS.a(), DIGESTS.b());
    DIGESTS.release();
    return digest;
  }

  private static Digest series(Profiles profiles, String tenant) {
    DIGESTS.load(profiles);
    DIGESTS.digestSeries(profiles, 0, tenant);
    return new Digest(DIGESTS.a(), DIGESTS.b());
  }

  /** A profile as a sender thinks of it. */
  private record Content(String service, long time, List<Map.Entry<String, Long>> samples) {
    static Content random(Random random) {
      List<Map.Entry<String, Long>> samples = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        samples.add(Map.entry("f" + random.nextInt(3), 1L + random.nextInt(3)));
      }
      samples.sort(Map.Entry.<String, Long>comparingByKey().thenComparing(Map.Entry::getValue));
      String service = "service-" + random.nextInt(2);
      return new Content(service, TestProfiles.TIME + random.nextInt(2), samples);
    }

    void addTo(TestProfiles profiles, Random random) {
      TestProfiles.Row row = profiles.cpu(service).time(time);
      List<Map.Entry<String, Long>> order = new ArrayList<>(samples);
      Collections.shuffle(order, random);
      order.forEach(sample -> row.sample(sample.getKey(), sample.getValue()));
    }
  }

  @Test
  void equalContentHasOneDigestInWhateverRequestTableAndOrder() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Map<Content, Digest> known = new HashMap<>();
      Map<Digest, Content> meaning = new HashMap<>();
      for (int request = 0; request < 10; request++) {
        List<Content> rows = new ArrayList<>();
        TestProfiles profiles = new TestProfiles();
        for (int i = random.nextInt(5); i >= 0; i--) {
          Content content = Content.random(random);
          content.addTo(profiles, random);
          rows.add(content);
        }
        Profiles built = profiles.build();
        for (int row = 0; row < rows.size(); row++) {
          Digest digest = digest(built, row);
          assertThat(known.getOrDefault(rows.get(row), digest))
              .as("seed %d", seed)
              .isEqualTo(digest);
          assertThat(meaning.getOrDefault(digest, rows.get(row)))
              .as("seed %d", seed)
              .isEqualTo(rows.get(row));
          known.put(rows.get(row), digest);
          meaning.put(digest, rows.get(row));
        }
      }
    }
  }

  @Test
  void everythingThatASenderSaysCounts() {
    List<TestProfiles> all = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      all.add(new TestProfiles());
    }
    all.get(0).cpu("a").sample("main", 1);
    all.get(1).cpu("b").sample("main", 1);
    all.get(2).cpu("a").sample("main", 2);
    all.get(3).cpu("a").sample("mainly", 1);
    all.get(4).cpu("a").sample("main", 1).sample("main", 1);
    all.get(5).cpu("a").sample("main", 1).time(TestProfiles.TIME + 1);
    all.get(6).cpu("a").sample("main", 1).duration(1);
    all.get(7).cpu("a").sample("main", 1).type("samples", "nanoseconds");
    all.get(8).cpu("a").sample("main", 1).type("cpu", "count");
    all.get(9).cpu("a").sample("main", 1).periodType("wall");
    all.get(10).cpu("a").sample("main", 1).label("__order__", "x");
    all.get(11).cpu("a").sample("main", 1).profileId(1);
    all.get(12).cpu("a").sample("main", 1).profileId(2);
    assertThat(all.stream().map(each -> digest(each.build(), 0)).toList()).doesNotHaveDuplicates();
  }

  @Test
  void digestOfAnIdSaysNothingOfTheContent() {
    TestProfiles one = new TestProfiles();
    one.cpu("a").sample("main", 1).profileId(5);
    TestProfiles other = new TestProfiles();
    other.cpu("a").sample("idle", 2).profileId(5);
    assertThat(digest(one.build(), 0)).isEqualTo(digest(other.build(), 0));
  }

  @Test
  void withoutATimeTheTimeOfReceiptDoesNotCount() {
    List<Digest> digests = new ArrayList<>();
    for (long time : new long[] {1, 2}) {
      TestProfiles profiles = new TestProfiles();
      profiles.cpu("a").sample("main", 1).time(time);
      Profiles built = profiles.build();
      DIGESTS.load(built);
      DIGESTS.digest(built, 0, false);
      digests.add(new Digest(DIGESTS.a(), DIGESTS.b()));
    }
    assertThat(digests.get(0)).isEqualTo(digests.get(1));
  }

  @Test
  void seriesIsThatOfTheFingerprintAndOfTheTenant() {
    TestProfiles plain = new TestProfiles();
    plain.cpu("a").sample("main", 1);
    TestProfiles marked = new TestProfiles();
    marked.cpu("a").sample("idle", 2).label("__otel__", "true").label("__delta__", "false");
    TestProfiles other = new TestProfiles();
    other.cpu("a").sample("main", 1).label("pod", "x");
    Digest digest = series(plain.build(), "t");
    assertThat(series(marked.build(), "t")).isEqualTo(digest);
    assertThat(series(other.build(), "t")).isNotEqualTo(digest);
    assertThat(series(plain.build(), "u")).isNotEqualTo(digest);
  }

  @Test
  void textsOfAllLengthsDiffer() {
    List<Digest> digests = new ArrayList<>();
    for (int length = 1; length < 100; length++) {
      for (String text : List.of("a".repeat(length), "\0".repeat(length))) {
        TestProfiles profiles = new TestProfiles();
        profiles.cpu("a").sample(text, 1);
        digests.add(digest(profiles.build(), 0));
      }
    }
    assertThat(digests).doesNotHaveDuplicates();
  }
}
