package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.profiles.pprofpb.Function;
import io.flaregate.profiles.pprofpb.Label;
import io.flaregate.profiles.pprofpb.Line;
import io.flaregate.profiles.pprofpb.Location;
import io.flaregate.profiles.pprofpb.Mapping;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.profiles.pprofpb.Sample;
import io.flaregate.profiles.pprofpb.ValueType;
import io.flaregate.profiles.wire.SizeLimitException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PprofSumTest {
  private static final int SEEDS = 300;

  /** Adds pprofs up the plain way, on protobuf-java's objects and whole contents as keys. */
  private static final class NaiveSum {
    private final Map<List<Object>, List<Long>> sums = new HashMap<>();

    void add(Profile pprof) {
      for (Sample sample : pprof.getSampleList()) {
        sums.merge(
            key(pprof, sample),
            sample.getValueList(),
            (one, other) ->
                LongStream.range(0, one.size())
                    .map(i -> plus(one.get((int) i), other.get((int) i)))
                    .boxed()
                    .toList());
      }
    }

    private static long plus(long one, long other) {
      try {
        return Math.addExact(one, other);
      } catch (ArithmeticException e) {
        return one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
    }

    private static List<Object> key(Profile pprof, Sample sample) {
      List<Object> key = new ArrayList<>();
      for (long id : sample.getLocationIdList()) {
        key.add(location(pprof, id));
      }
      Map<String, Object> labels = new TreeMap<>();
      for (Label label : sample.getLabelList()) {
        String text = text(pprof, label.getStr());
        Object value = text.isEmpty() ? (Object) label.getNum() : text;
        labels.putIfAbsent(text(pprof, label.getKey()), value);
      }
      key.add(labels);
      return key;
    }

    private static List<Object> location(Profile pprof, long id) {
      Location location =
          pprof.getLocationList().stream().filter(l -> l.getId() == id).findFirst().orElseThrow();
      List<Object> content = new ArrayList<>(List.of(location.getAddress()));
      content.add(location.getIsFolded());
      for (Mapping mapping : pprof.getMappingList()) {
        if (mapping.getId() == location.getMappingId()) {
          content.add(mapping.getMemoryStart());
          content.add(mapping.getMemoryLimit());
          content.add(mapping.getFileOffset());
          content.add(text(pprof, mapping.getFilename()));
          content.add(text(pprof, mapping.getBuildId()));
          content.add(mapping.getHasFunctions());
        }
      }
      for (Line line : location.getLineList()) {
        content.addAll(List.of(line.getLine(), line.getColumn()));
        for (Function function : pprof.getFunctionList()) {
          if (function.getId() == line.getFunctionId()) {
            content.add(text(pprof, function.getName()));
            content.add(text(pprof, function.getSystemName()));
            content.add(text(pprof, function.getFilename()));
            content.add(function.getStartLine());
          }
        }
      }
      return content;
    }

    private static String text(Profile pprof, long index) {
      return pprof.getStringTable((int) index);
    }
  }

  private static ValueType.Builder type(Profile.Builder pprof, String type, String unit) {
    pprof.addStringTable(type).addStringTable(unit);
    int unitAt = pprof.getStringTableCount() - 1;
    return ValueType.newBuilder().setType(unitAt - 1).setUnit(unitAt);
  }

  /** A random pprof that measures one thing. */
  private static Profile random(Random random) {
    Profile.Builder pprof = new RandomPprof(random, 0).make().toBuilder().clearSampleType();
    pprof.addSampleType(type(pprof, "cpu", "nanoseconds"));
    pprof.setTimeNanos(random.nextInt(1000)).setDurationNanos(random.nextInt(1000)).setPeriod(7);
    for (Sample.Builder sample : pprof.getSampleBuilderList()) {
      long value = sample.getValue(0) >>> random.nextInt(64);
      sample.clearValue().addValue(value);
    }
    return pprof.build();
  }

  @Test
  void sumsEqualThoseOfANaiveModel() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      PprofSum sum = new PprofSum();
      NaiveSum expected = new NaiveSum();
      long start = Long.MAX_VALUE;
      long end = 0;
      int parts = 1 + random.nextInt(4);
      Profile last = random(random);
      for (int i = 0; i < parts; i++) {
        // Often the same once more, since replicas share most of their tables.
        last = random.nextBoolean() ? last : random(random);
        sum.add(last.toByteArray());
        expected.add(last);
        start = Math.min(start, last.getTimeNanos());
        end = Math.max(end, last.getTimeNanos() + last.getDurationNanos());
      }

      Profile written = Profile.parseFrom(sum.toPprof(1 << 24));
      NaiveSum actual = new NaiveSum();
      actual.add(written);
      assertThat(actual.sums).as("seed %d", seed).isEqualTo(expected.sums);
      assertThat(written.getSampleCount()).as("seed %d", seed).isEqualTo(expected.sums.size());
      assertThat(written.getTimeNanos()).as("seed %d", seed).isEqualTo(start);
      assertThat(written.getDurationNanos()).as("seed %d", seed).isEqualTo(end - start);
      assertThat(written.getPeriod()).isEqualTo(7);
      PprofValidator.check(sum.toPprof(1 << 24));
    }
  }

  private static Profile one(long value, String unit, long period) {
    Profile.Builder pprof = Profile.newBuilder().addStringTable("");
    pprof.addSampleType(type(pprof, "cpu", unit)).setPeriod(period);
    return pprof.addSample(Sample.newBuilder().addValue(value)).build();
  }

  @Test
  void whatDoesNotFitStaysAtTheLimitAndIsCounted() throws Exception {
    PprofSum sum = new PprofSum();
    sum.add(one(Long.MAX_VALUE - 1, "nanoseconds", 1).toByteArray());
    sum.add(one(1, "nanoseconds", 1).toByteArray());
    assertThat(sum.saturatedValues()).isZero();
    sum.add(one(5, "nanoseconds", 2).toByteArray());

    assertThat(sum.saturatedValues()).isEqualTo(1);
    assertThat(sum.total(0)).isEqualTo(Long.MAX_VALUE);
    assertThat(sum.parts()).isEqualTo(3);
    assertThat(sum.sampleCount()).isEqualTo(1);
    assertThat(Profile.parseFrom(sum.toPprof(1 << 10)).getPeriod()).isZero();
  }

  @Test
  void anotherMeasureIsRefused() throws Exception {
    PprofSum sum = new PprofSum();
    sum.add(one(1, "nanoseconds", 1).toByteArray());

    assertThatThrownBy(() -> sum.add(one(1, "seconds", 1).toByteArray()))
        .isInstanceOf(MalformedPprofException.class)
        .hasMessage("measures cpu:seconds where another measures cpu:nanoseconds");
    assertThat(sum.total(0)).isEqualTo(1);
  }

  @Test
  void aPprofThatLacksWhatItRefersToIsRefusedWhole() {
    Profile.Builder dangling = one(1, "nanoseconds", 1).toBuilder();
    dangling.addSample(Sample.newBuilder().addValue(1).addLocationId(3));
    PprofSum sum = new PprofSum();

    assertThatThrownBy(() -> sum.add(dangling.build().toByteArray()))
        .isInstanceOf(MalformedPprofException.class)
        .hasMessage("1 samples refer to what the pprof does not have");
    assertThat(sum.sampleCount()).isZero();
  }

  @Test
  void theSumIsBounded() throws MalformedPprofException, InvalidProtocolBufferException {
    PprofSum sum = new PprofSum();
    sum.add(one(1, "nanoseconds", 1).toByteArray());

    assertThatThrownBy(() -> sum.toPprof(16)).isInstanceOf(SizeLimitException.class);
    assertThat(Profile.parseFrom(sum.toPprof(1 << 10)).getSampleCount()).isEqualTo(1);
  }
}
