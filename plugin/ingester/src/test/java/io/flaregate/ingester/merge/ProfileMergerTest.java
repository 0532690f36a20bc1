package io.flaregate.ingester.merge;

import static io.flaregate.ingester.Pprofs.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.ingester.Pprofs;
import io.flaregate.ingester.model.ProfileType;
import io.flaregate.ingester.proto.pprof.Location;
import io.flaregate.ingester.proto.pprof.Mapping;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.pprof.Sample;
import io.flaregate.profiles.pprof.MalformedPprofException;
import io.flaregate.profiles.pprof.PprofValidator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProfileMergerTest {
  private static final ProfileType TYPE = ProfileType.parse(Pprofs.CPU);
  private static final long ROOM = 1 << 26;

  @Test
  void randomProfilesAddUpAsANaiveSumDoes() throws MalformedPprofException {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      ProfileMerger merger = new ProfileMerger(ROOM);
      Map<String, Long> naive = new TreeMap<>();
      int position = random.nextInt(2);
      for (int i = random.nextInt(8); i >= 0; i--) {
        Profile profile = random(random, T0 + i);
        Pprofs.sums(profile, position)
            .forEach((stack, value) -> naive.merge(stack, value, Pprofs::plus));
        merger.add(profile, position);
      }
      Profile merged = merger.toProfile(TYPE);

      assertThat(Pprofs.sums(merged, 0)).as("seed %d", seed).isEqualTo(naive);
      assertThat(merged.getSampleCount()).as("seed %d", seed).isEqualTo(naive.size());
      PprofValidator.checkCompact(merged.toByteArray());
      long total = naive.values().stream().mapToLong(Long::longValue).sum();
      assertThat(merger.total()).as("seed %d", seed).isEqualTo(total);
      assertThat(merger.toTree().total(0)).as("seed %d", seed).isEqualTo(total);
    }
  }

  private static Profile random(Random random, long timeMillis) {
    Pprofs pprof = Pprofs.empty(timeMillis).value("cpu", "nanoseconds").value("samples", "count");
    for (int i = random.nextInt(30); i > 0; i--) {
      StringBuilder stack = new StringBuilder("f" + random.nextInt(3));
      for (int depth = random.nextInt(5); depth > 0; depth--) {
        stack.append(";f").append(random.nextInt(4));
      }
      Map<String, String> labels =
          random.nextInt(3) == 0 ? Map.of("span_id", "s" + random.nextInt(3)) : Map.of();
      pprof.labelled(stack.toString(), labels, random.nextInt(1000), random.nextInt(5));
    }
    return pprof.build();
  }

  @Test
  void sumsSaturateAndSaySo() {
    ProfileMerger merger = new ProfileMerger(ROOM);
    merger.add(Pprofs.cpu(T0).sample("f", Long.MAX_VALUE - 1).sample("g", 5).build(), 0);
    merger.add(Pprofs.cpu(T0 + 1).sample("f", 2).build(), 0);

    assertThat(Pprofs.sums(merger.toProfile(TYPE), 0))
        .isEqualTo(Map.of("f", Long.MAX_VALUE, "g", 5L));
    assertThat(merger.saturated()).isEqualTo(1);
    assertThat(merger.total()).isEqualTo(Long.MAX_VALUE);
    assertThat(merger.toTree().total(0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void timeSpansAllProfilesAndThePeriodIsKeptIfTheyShareIt() {
    ProfileMerger merger = new ProfileMerger(ROOM);
    merger.add(Pprofs.cpu(T0 + 5000).sample("f", 1).build(), 0);
    merger.add(Pprofs.cpu(T0).sample("f", 1).build(), 0);
    Profile same = merger.toProfile(TYPE);
    assertThat(same.getTimeNanos()).isEqualTo(T0 * 1_000_000);
    assertThat(same.getDurationNanos()).isEqualTo(15_000_000_000L);
    assertThat(same.getPeriod()).isEqualTo(10_000_000);

    merger.add(Pprofs.cpu(T0).build().toBuilder().setPeriod(1).build(), 0);
    merger.add(Pprofs.cpu(T0).build(), 0);
    assertThat(merger.toProfile(TYPE).getPeriod()).isZero();
  }

  @Test
  void mappingsThatDifferInAnythingStayApart() {
    ProfileMerger merger = new ProfileMerger(ROOM);
    Mapping mapping = Mapping.newBuilder().setId(7).setMemoryStart(4096).setFilename(3).build();
    merger.add(withMapping(mapping), 0);
    merger.add(withMapping(mapping), 0);
    merger.add(withMapping(mapping.toBuilder().setFileOffset(1).build()), 0);
    merger.add(withMapping(mapping.toBuilder().setBuildId(4).build()), 0);
    merger.add(withMapping(mapping.toBuilder().setHasFunctions(true).build()), 0);

    Profile merged = merger.toProfile(TYPE);
    assertThat(merged.getMappingCount()).isEqualTo(4);
    assertThat(merged.getSampleList().stream().map(sample -> sample.getValue(0)))
        .containsExactly(2L, 1L, 1L, 1L);
    FrameTree tree = merger.toTree();
    assertThat(tree.size()).isEqualTo(2);
    assertThat(tree.name(1)).isEqualTo("libc.so+0x1234");
    assertThat(tree.total(1)).isEqualTo(5);
  }

  private static Profile withMapping(Mapping mapping) {
    return Pprofs.cpu(T0).build().toBuilder()
        .addStringTable("/usr/lib/libc.so")
        .addStringTable("b1")
        .addMapping(mapping)
        .addLocation(Location.newBuilder().setId(1).setMappingId(7).setAddress(0x1234))
        .addSample(Sample.newBuilder().addLocationId(1).addValue(1))
        .build();
  }

  @Test
  void aSumThatWouldBeTooLargeIsRefused() {
    ProfileMerger merger = new ProfileMerger(10_000);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1000; i++) {
                merger.add(Pprofs.cpu(T0 + i).sample("f" + i, 1).build(), 0);
              }
            })
        .isInstanceOf(MergeLimitException.class)
        .hasMessage(
            "the profiles asked for add up to more than 10000 bytes of distinct stacks and symbols"
                + " (limits::max_merge_bytes: 10000); narrow the time range or the selector");
  }

  @Test
  void manyEqualProfilesTakeNoMoreRoomThanOne() {
    ProfileMerger merger = new ProfileMerger(10_000);
    for (int i = 0; i < 1000; i++) {
      merger.add(Pprofs.cpu(T0 + i).sample("main;work", 1).build(), 0);
    }
    assertThat(merger.total()).isEqualTo(1000);
    assertThat(merger.profiles()).isEqualTo(1000);
  }

  @Test
  void whatAPprofLacksIsSaid() {
    ProfileMerger merger = new ProfileMerger(ROOM);
    Profile dangling =
        Pprofs.cpu(T0).build().toBuilder()
            .addSample(Sample.newBuilder().addLocationId(9).addValue(1))
            .build();
    assertThatThrownBy(() -> merger.add(dangling, 0))
        .hasMessage("pprof refers to location 9, which it lacks");
    assertThatThrownBy(() -> merger.add(Pprofs.cpu(T0).sample("f", 1).build(), 1))
        .hasMessage("pprof has a sample without value 1");
  }
}
