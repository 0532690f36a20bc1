package io.flaregate.profiles.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.OldLayout;
import io.flaregate.profiles.oracle.RandomRequests;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LegacyLayoutTest {
  private static final int RANDOM_REQUESTS = 2000;

  static Stream<CorpusFile> corpus() {
    return Corpus.configured().files("otlp").stream();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void realPayloadsAreOfThePresentLayout(CorpusFile file) {
    byte[] body = file.body();
    assertThat(LegacyLayout.matches(body, body.length)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void realPayloadsWrittenAsBeforeAreToldApartAndCanBeRenumbered(CorpusFile file) throws Exception {
    ExportProfilesServiceRequest request = ExportProfilesServiceRequest.parseFrom(file.body());
    boolean hasValues =
        request.getResourceProfilesList().stream()
            .flatMap(resource -> resource.getScopeProfilesList().stream())
            .flatMap(scope -> scope.getProfilesList().stream())
            .flatMap(profile -> profile.getSamplesList().stream())
            .anyMatch(sample -> sample.getValuesCount() + sample.getAttributeIndicesCount() > 0);
    byte[] body = OldLayout.of(request).toByteArray();
    assertThat(LegacyLayout.matches(body, body.length)).isEqualTo(hasValues);
    if (hasValues) {
      LegacyLayout.renumber(body, body.length);
      assertThat(ExportProfilesServiceRequest.parseFrom(body)).isEqualTo(request);
      assertThat(LegacyLayout.matches(body, body.length)).isFalse();
    }
  }

  @Test
  void randomRequestsThatAreToldApartAreTheSameAfterRenumbering() throws Exception {
    int matched = 0;
    for (int seed = 0; seed < RANDOM_REQUESTS; seed++) {
      ExportProfilesServiceRequest request = RandomRequests.legal(seed);
      byte[] body = OldLayout.of(request).toByteArray();
      if (LegacyLayout.matches(body, body.length)) {
        matched++;
        LegacyLayout.renumber(body, body.length);
        assertThat(ExportProfilesServiceRequest.parseFrom(body))
            .as("seed %d", seed)
            .isEqualTo(request);
      }
    }
    assertThat(matched).isGreaterThan(RANDOM_REQUESTS / 2);
  }

  @Test
  void valuesThatAreNoIndicesOfAttributesGiveTheOldLayoutAway() {
    byte[] body = request(Sample.newBuilder().addAttributeIndices(5).addTimestampsUnixNano(1));
    assertThat(LegacyLayout.matches(body, body.length)).isTrue();
    byte[] present =
        request(Sample.newBuilder().addAttributeIndices(5).addValues(1).addTimestampsUnixNano(1));
    assertThat(LegacyLayout.matches(present, present.length)).isFalse();
  }

  @Test
  void whatIsNoRequestOfTheOldLayoutIsNotTouched() {
    byte[] body = request(Sample.newBuilder().addValues(1));
    byte[] before = body.clone();
    assertThatThrownBy(() -> LegacyLayout.renumber(body, body.length))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(body).isEqualTo(before);
    assertThat(LegacyLayout.matches(Arrays.copyOf(body, body.length - 1), body.length - 1))
        .isFalse();
    assertThat(LegacyLayout.matches(new byte[0], 0)).isFalse();
  }

  private static byte[] request(Sample.Builder sample) {
    Profile profile = Profile.newBuilder().addSamples(sample).build();
    return ExportProfilesServiceRequest.newBuilder()
        .addResourceProfiles(
            ResourceProfiles.newBuilder()
                .addScopeProfiles(ScopeProfiles.newBuilder().addProfiles(profile)))
        .build()
        .toByteArray();
  }
}
