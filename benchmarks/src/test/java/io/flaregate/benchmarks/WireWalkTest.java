package io.flaregate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.benchmarks.floor.WireWalk;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.Sample;
import org.junit.jupiter.api.Test;

final class WireWalkTest {

  @Test
  void readsVarintsAtEveryDepthPackedOnesIncluded() {
    ExportProfilesServiceRequest.Builder request = ExportProfilesServiceRequest.newBuilder();
    request.getDictionaryBuilder().addStringTable("four");
    Profile.Builder profile =
        request.addResourceProfilesBuilder().addScopeProfilesBuilder().addProfilesBuilder();
    profile.setPeriod(1_000_000).setTimeUnixNano(99);
    profile.addSamples(
        Sample.newBuilder()
            .setStackIndex(7)
            .addAttributeIndices(20)
            .addAttributeIndices(300)
            .addValues(-1)
            .addTimestampsUnixNano(99));
    long walked =
        WireWalk.over(ExportProfilesServiceRequest.getDescriptor())
            .walk(request.build().toByteArray());
    // Texts and packed fixed numbers count with their length.
    assertThat(walked).isEqualTo(1_000_000 + 7 + 20 + 300 - 1 + 4 + 8);
  }
}
