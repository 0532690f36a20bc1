package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.fixture.PprofContent;
import io.flaregate.profiles.fixture.SoundPprof;
import io.flaregate.profiles.merge.SampleMerger;
import io.flaregate.profiles.merge.StackTable;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PprofCorpusTest {

  /** Files that readers with protobuf-java take: texts are UTF-8, and references lead somewhere. */
  static Stream<CorpusFile> files() {
    return Corpus.configured().files("pprof").stream()
        .filter(each -> SoundPprof.isSound(each.body()));
  }

  @Test
  void mostFilesAreSound() {
    long all = Corpus.configured().files("pprof").size();
    assertThat(files().count()).isGreaterThanOrEqualTo(all * 3 / 4).isPositive();
  }

  /** The others are refused, or what is left of them is a pprof that every reader takes. */
  @Test
  void unsoundFilesAreRefusedOrMadeSound() throws Exception {
    for (CorpusFile file : Corpus.configured().files("pprof")) {
      byte[] body = file.body();
      if (SoundPprof.isSound(body)) {
        continue;
      }
      DecodedPprof decoded;
      try {
        decoded = PprofDecoder.strict().decode(body);
      } catch (MalformedPprofException e) {
        assertThat(e.getMessage()).as(file.name()).isNotEmpty();
        continue;
      }
      assertThat(decoded.droppedSamples() + decoded.repairedTexts()).as(file.name()).isPositive();
      byte[] encoded = new PprofEncoder().encode(decoded.profiles(), 0);
      PprofValidator.checkCompact(encoded);
      assertThat(SoundPprof.isSound(encoded)).as(file.name()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatIsDecodedAndEncodedAgainMeansTheSame(CorpusFile file) throws Exception {
    byte[] body = file.body();
    DecodedPprof decoded = PprofDecoder.lenient().decode(body);
    byte[] encoded = new PprofEncoder().encode(decoded.profiles(), 0);
    PprofValidator.checkCompact(encoded);
    PprofContent before = PprofContent.of(body);
    PprofContent after = PprofContent.of(encoded);
    assertThat(after.types()).isEqualTo(before.types());
    assertThat(after.profile().getTimeNanos()).isEqualTo(before.profile().getTimeNanos());
    assertThat(after.profile().getPeriod()).isEqualTo(before.profile().getPeriod());
    assertThat(after.type(after.profile().getPeriodType()))
        .isEqualTo(before.type(before.profile().getPeriodType()));
    assertThat(decoded.droppedSamples()).isZero();
    assertThat(after.sums()).isEqualTo(before.sums());
  }

  @ParameterizedTest
  @MethodSource("files")
  void mergingByContentKeepsTheSums(CorpusFile file) throws Exception {
    Profiles decoded = PprofDecoder.lenient().decode(file.body()).profiles();
    Profiles merged = merge(decoded);
    byte[] before = new PprofEncoder().encode(decoded, 0);
    byte[] after = new PprofEncoder().encode(merged, 0);
    PprofValidator.checkCompact(after);
    assertThat(PprofContent.of(after).sums()).isEqualTo(PprofContent.of(before).sums());
    assertThat(after.length).isLessThanOrEqualTo(before.length);
  }

  private static Profiles merge(Profiles profiles) {
    StackTable table = new StackTable();
    var dictionary = table.load(profiles.dictionary());
    Rows rows = profiles.rows();
    Samples samples = profiles.samples();
    int types = rows.typeCount(0);
    SampleMerger merger = new SampleMerger();
    merger.reset(types, samples.size());
    for (int sample = 0; sample < samples.size(); sample++) {
      int entry = merger.entry(table.stack(samples.stack(sample)), samples.list(sample), 0);
      for (int type = 0; type < types; type++) {
        merger.addValue(entry, type, samples.value(sample * types + type));
      }
    }
    int size = merger.size();
    int[] stacks = new int[size];
    int[] lists = new int[size];
    long[] values = new long[size * types];
    for (int i = 0; i < size; i++) {
      stacks[i] = merger.stack(i);
      lists[i] = merger.list(i);
      for (int type = 0; type < types; type++) {
        values[i * types + type] = merger.value(i, type);
      }
    }
    return new Profiles(
        dictionary,
        withSamples(rows, size),
        new Samples(stacks, lists, new int[size], values),
        profiles.lists(),
        null,
        profiles.encodedBytes());
  }

  private static Rows withSamples(Rows rows, int samples) {
    int types = rows.typeCount(0);
    int[] namesAndUnits = new int[2 * types];
    for (int type = 0; type < types; type++) {
      namesAndUnits[2 * type] = rows.typeName(type);
      namesAndUnits[2 * type + 1] = rows.typeUnit(type);
    }
    return Rows.builder(1)
        .origins(new int[1])
        .attributes(new int[1], new int[1])
        .scopes(new int[1], new int[1])
        .types(new int[] {types}, namesAndUnits)
        .periods(new int[] {rows.periodName(0), rows.periodUnit(0)}, new long[] {rows.period(0)})
        .times(new long[] {rows.timeUnixNanos(0)}, new long[] {rows.durationNanos(0)})
        .profileIds(new long[2])
        .sampleEnds(new int[] {samples})
        .droppedSamples(new int[1])
        .build();
  }
}
