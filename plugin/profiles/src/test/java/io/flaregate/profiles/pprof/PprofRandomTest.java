package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.oracle.OddEncoder;
import io.flaregate.profiles.pprofpb.Function;
import io.flaregate.profiles.pprofpb.Line;
import io.flaregate.profiles.pprofpb.Location;
import io.flaregate.profiles.pprofpb.Mapping;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.profiles.pprofpb.Sample;
import io.flaregate.profiles.pprofpb.ValueType;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The decoder against {@link NaivePprof}, for random pprofs in usual and odd encodings. */
class PprofRandomTest {
  private static final int SEEDS = 6_000;

  /** More than it is noted where they stand. */
  private static final int MANY = 20_000;

  private final PprofDecoder strict = PprofDecoder.strict();
  private final PprofDecoder lenient = PprofDecoder.lenient();
  private int stored;
  private int refused;
  private int dropped;
  private int repeatedLabels;

  @Test
  void decodesWhatTheNaiveReaderReads() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      double wrongness = seed % 3 == 0 ? 0 : 0.003 * (seed % 5);
      Profile pprof = new RandomPprof(random, wrongness).make();
      byte[] bytes = new OddEncoder(random, seed % 4 == 0 ? 0.2 : 0).encode(pprof);
      assertSame(strict, bytes, NaivePprof.expected(pprof, true), seed);
      assertSame(lenient, bytes, NaivePprof.expected(pprof, false), seed);
    }
    assertThat(stored).isGreaterThan(SEEDS);
    assertThat(refused).isGreaterThan(SEEDS / 10);
    assertThat(dropped).isGreaterThan(SEEDS / 10);
    assertThat(repeatedLabels).isGreaterThan(SEEDS / 10);
  }

  private void assertSame(
      PprofDecoder decoder, byte[] bytes, @Nullable NaivePprof expected, long seed)
      throws MalformedPprofException {
    // Not at the start of an array, so that offsets cannot be mistaken for indices.
    byte[] shifted = new byte[bytes.length + 9];
    Arrays.fill(shifted, (byte) 0xFF);
    System.arraycopy(bytes, 0, shifted, 5, bytes.length);
    DecodedPprof decoded;
    try {
      decoded = decoder.decode(shifted, 5, 5 + bytes.length);
    } catch (MalformedPprofException e) {
      assertThat(expected).as("seed %d: %s", seed, e.getMessage()).isNull();
      refused++;
      return;
    }
    assertThat(NaivePprof.of(decoded)).as("seed %d", seed).isEqualTo(expected);
    stored++;
    dropped += decoded.droppedSamples();
    repeatedLabels += decoded.droppedLabels();
  }

  @Test
  void manyEntriesOfAllTablesMayStandMixed() throws Exception {
    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    Profile.newBuilder().addSampleType(ValueType.getDefaultInstance()).build().writeTo(mixed);
    Profile.newBuilder().addStringTable("").build().writeTo(mixed);
    for (int i = 1; i <= MANY; i++) {
      Profile.newBuilder()
          .addSample(Sample.newBuilder().addLocationId(i).addLocationId(MANY + 1 - i).addValue(i))
          .addMapping(Mapping.newBuilder().setId(i).setMemoryStart(i))
          .addLocation(
              Location.newBuilder()
                  .setId(i)
                  .setAddress(i)
                  .addLine(Line.newBuilder().setFunctionId(i)))
          .addFunction(Function.newBuilder().setId(i).setName(i))
          .addStringTable("f" + i)
          .build()
          .writeTo(mixed);
    }
    byte[] bytes = mixed.toByteArray();
    assertSame(strict, bytes, NaivePprof.expected(Profile.parseFrom(bytes), true), 0);
    assertThat(stored).isEqualTo(1);
  }

  @Test
  void theValidatorRefusesExactlyWhatIsNotWhole() {
    int sound = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Profile pprof = new RandomPprof(new Random(seed), seed % 2 == 0 ? 0 : 0.003).make();
      NaivePprof expected = NaivePprof.expected(pprof, false);
      String problem = problem(pprof);
      if (expected == null || expected.droppedSamples() > 0) {
        assertThat(problem).as("seed %d", seed).isNotNull();
      }
      if (seed % 2 == 0 && expected != null && expected.droppedSamples() == 0 && mapped(pprof)) {
        assertThat(problem).as("seed %d", seed).isNull();
        sound++;
      }
    }
    assertThat(sound).isGreaterThan(SEEDS / 4);
  }

  /** Whether every mapping that a location, used or not, refers to is there. */
  private static boolean mapped(Profile pprof) {
    return pprof.getLocationList().stream()
        .allMatch(
            each ->
                each.getMappingId() == 0
                    || pprof.getMappingList().stream()
                        .anyMatch(mapping -> mapping.getId() == each.getMappingId()));
  }

  private static @Nullable String problem(Profile pprof) {
    try {
      PprofValidator.check(pprof.toByteArray());
      return null;
    } catch (MalformedPprofException e) {
      return e.getMessage();
    }
  }
}
