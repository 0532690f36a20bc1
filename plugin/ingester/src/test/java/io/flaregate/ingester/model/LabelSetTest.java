package io.flaregate.ingester.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.ingester.proto.types.LabelPair;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelSetTest {
  private static LabelSet pushed(String... namesAndValues) {
    List<LabelPair> pairs = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      pairs.add(
          LabelPair.newBuilder()
              .setName(namesAndValues[i])
              .setValue(namesAndValues[i + 1])
              .build());
    }
    return LabelSet.ofPushed(pairs);
  }

  @Test
  void labelsOfAPushAreSortedAndUnique() {
    assertThat(pushed("a", "1", "b", "2")).hasToString("{a=\"1\", b=\"2\"}");
    assertThatThrownBy(() -> pushed()).hasMessage("series has no labels");
    assertThatThrownBy(() -> pushed("", "1")).hasMessage("label name is empty (value \"1\")");
    assertThatThrownBy(() -> pushed("a", "1", "a", "1"))
        .hasMessage("label name \"a\" stands twice");
    assertThatThrownBy(() -> pushed("b", "1", "a", "1"))
        .hasMessage("labels are not sorted by name: \"a\" comes after \"b\"");
  }

  @Test
  void theOrderIsThatOfTheUtf8Bytes() {
    // U+1F600 is written with surrogates, which are smaller than U+FF41 as chars.
    assertThat(pushed("\uff41", "1", "\ud83d\ude00", "2").labels()).hasSize(2);
    Random random = new Random(7);
    String alphabet = "az~\u00e9\u07ff\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff";
    for (int i = 0; i < 20_000; i++) {
      String a = text(random, alphabet);
      String b = text(random, alphabet);
      int expected =
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
      assertThat(Integer.signum(LabelSet.compareUtf8(a, b)))
          .as("seed 7, round %d", i)
          .isEqualTo(Integer.signum(expected));
    }
  }

  private static String text(Random random, String alphabet) {
    int[] points = alphabet.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  @Test
  void readersDoNotSeeHowAProfileCameAbout() {
    LabelSet labels =
        pushed(
            "__delta__", "false", "__name__", "n", "__order__", "x", "__otel__", "true", "a", "");
    assertThat(labels.read()).hasToString("{__name__=\"n\", a=\"\"}");
  }

  @Test
  void bytesAreReadBack() {
    LabelSet labels = pushed("a", "1", "b", "\u00e9\u20ac");
    assertThat(LabelSet.fromBytes(labels.toBytes())).isEqualTo(labels);
    assertThat(labels.fingerprint()).isNotEqualTo(pushed("a", "1").fingerprint());
  }

  @Test
  void profileTypesHaveFiveParts() {
    ProfileType type = ProfileType.parse("process_cpu:cpu:nanoseconds:cpu:nanoseconds");
    assertThat(type.id()).isEqualTo("process_cpu:cpu:nanoseconds:cpu:nanoseconds");
    assertThat(ProfileType.parse("memory:inuse_space:bytes:space:bytes:delta").sampleType())
        .isEqualTo("inuse_space");
    assertThat(ProfileType.parse("goroutine:goroutine:count::").periodType()).isEmpty();
    assertThatThrownBy(() -> ProfileType.parse("cpu"))
        .hasMessage(
            "profile type \"cpu\" is not name:sample_type:sample_unit:period_type:period_unit,"
                + " such as process_cpu:cpu:nanoseconds:cpu:nanoseconds");
    assertThatThrownBy(() -> ProfileType.parse("a:b:c:d:e:f")).hasMessageContaining("a:b:c:d:e:f");
  }

  @Test
  void tenantsAreCheckedAndDefaultToAnonymous() {
    assertThat(Tenant.of(null)).isEqualTo("anonymous");
    assertThat(Tenant.of("")).isEqualTo("anonymous");
    assertThat(Tenant.of("Team-1_a.b*'()!")).isEqualTo("Team-1_a.b*'()!");
    assertThatThrownBy(() -> Tenant.of("../etc"))
        .hasMessage(
            "tenant id holds the character U+002F at 2; allowed are 0-9 a-z A-Z ! - _ . * ' ( )");
    assertThatThrownBy(() -> Tenant.of("..")).hasMessageContaining("ids must not be paths");
  }

  @Test
  void aTimeRangeDoesNotEndBeforeItStarts() {
    assertThat(TimeRange.ofRequest(0, 0)).isEqualTo(TimeRange.ALL);
    assertThatThrownBy(() -> TimeRange.ofRequest(5, 4))
        .hasMessage("the time range ends (4) before it starts (5)");
  }
}
