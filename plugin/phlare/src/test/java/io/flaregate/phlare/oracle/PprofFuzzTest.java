package io.flaregate.phlare.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flaregate.profiles.corpus.BadCase;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.pprof.DecodedPprof;
import io.flaregate.profiles.pprof.MalformedPprofException;
import io.flaregate.profiles.pprof.PprofDecoder;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.profiles.pprof.PprofValidator;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.profiles.pprofpb.Sample;
import io.flaregate.profiles.pprofpb.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as a pprof: refused by the documented exception, or written again as a pprof that
 * protobuf-java reads, with ids from 1 without gaps and, where no sample was dropped, the same
 * values. The seeds are the small files of the corpus.
 */
class PprofFuzzTest {
  private static final int MAX_SEED_BYTES = 8_192;

  static Stream<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Stream<CorpusFile> files =
        Stream.concat(
            Corpus.bundled().files("pprof").stream(),
            Corpus.bundled().badCases("pprof").stream().map(BadCase::file));
    files
        .map(Seeds::body)
        .filter(each -> each.length > 0 && each.length <= MAX_SEED_BYTES)
        .forEach(seeds::add);
    seeds.add(
        Profile.newBuilder()
            .addStringTable("")
            .addStringTable("cpu")
            .addSampleType(ValueType.newBuilder().setType(1))
            .addSample(Sample.newBuilder().addValue(3))
            .build()
            .toByteArray());
    return seeds.stream();
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void anyBytesAreRefusedOrWrittenAgain(byte[] body) throws Exception {
    DecodedPprof decoded;
    try {
      decoded = PprofDecoder.strict().decode(body);
    } catch (MalformedPprofException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    byte[] encoded = new PprofEncoder().encode(decoded.profiles(), 0);
    PprofValidator.checkCompact(encoded);
    Profile after = Profile.parseFrom(encoded);
    for (int i = 0; i < after.getLocationCount(); i++) {
      assertThat(after.getLocation(i).getId()).isEqualTo(i + 1);
    }
    if (decoded.droppedSamples() == 0 && decoded.repairedTexts() == 0) {
      Profile before = Profile.parseFrom(body);
      assertThat(values(after)).isEqualTo(values(before));
    }
  }

  private static List<List<Long>> values(Profile pprof) {
    return pprof.getSampleList().stream().map(Sample::getValueList).toList();
  }
}
