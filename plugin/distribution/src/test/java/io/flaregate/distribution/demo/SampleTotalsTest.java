package io.flaregate.distribution.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.ValueType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SampleTotalsTest {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private static DemoRequest request() {
    ProfilesDictionary.Builder dictionary =
        ProfilesDictionary.newBuilder()
            .addAllStringTable(List.of("", "samples", "count", "cpu", "nanoseconds"));
    ValueType.Builder samples = ValueType.newBuilder().setTypeStrindex(1).setUnitStrindex(2);
    ValueType.Builder cpu = ValueType.newBuilder().setTypeStrindex(3).setUnitStrindex(4);
    Profile.Builder first =
        Profile.newBuilder()
            .setSampleType(samples)
            .setPeriodType(cpu)
            .setPeriod(10)
            .setTimeUnixNano(1_000_000_000)
            .addSamples(Sample.newBuilder().addValues(3).addValues(4))
            .addSamples(Sample.newBuilder().addTimestampsUnixNano(1).addTimestampsUnixNano(2))
            .addSamples(Sample.newBuilder().addValues(-5));
    Profile.Builder second =
        Profile.newBuilder()
            .setSampleType(samples)
            .setTimeUnixNano(4_000_000_000L)
            .addSamples(Sample.newBuilder().addValues(8));
    ExportProfilesServiceRequest.Builder request =
        ExportProfilesServiceRequest.newBuilder().setDictionary(dictionary);
    request
        .addResourceProfilesBuilder()
        .addScopeProfilesBuilder()
        .addProfiles(first)
        .addProfiles(second);
    return new DemoRequest("test", request.build());
  }

  @Test
  void addsUpValuesAndTimestampsAndTurnsCountsOfCpuSamplesIntoTime() {
    SampleTotals totals = new SampleTotals();
    totals.add(request());

    assertThat(totals.byType())
        .isEqualTo(Map.of("cpu:nanoseconds", (3 + 4 + 2) * 10L, "samples:count", 8L));
  }

  @Test
  void movesProfilesToMillisecondsThatNoOtherSequenceHas() throws Exception {
    long end = 1_000 * MINUTE_NANOS;
    for (int sequence : List.of(0, 7, 999)) {
      ExportProfilesServiceRequest moved = request().restamped(end, MINUTE_NANOS, sequence);
      List<Profile> profiles = new DemoRequest("moved", moved).profiles();

      assertThat(profiles)
          .extracting(p -> p.getTimeUnixNano() / 1_000_000 % 1_000)
          .containsOnly((long) sequence);
      assertThat(profiles.get(1).getTimeUnixNano() - profiles.get(0).getTimeUnixNano())
          .isEqualTo(3_000_000_000L);
    }
  }

  @Test
  void readsMetricsAsAScraperWould() {
    MetricsText text =
        new MetricsText("# TYPE a counter\na{x=\"1\",y=\"z\"} 2.0\na{x=\"2\",y=\"z\"} 3.0\nb 1\n");

    assertThat(text.sum("a")).isEqualTo(5);
    assertThat(text.sum("absent")).isZero();
    assertThat(text.sumBy("a", "x")).isEqualTo(Map.of("1", 2L, "2", 3L));
  }
}
