package io.flaregate.profiles.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.fixture.PprofContent;
import io.flaregate.profiles.pprof.MalformedPprofException;
import io.flaregate.profiles.pprof.PprofDecoder;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.spi.profiles.Profiles;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfilesJoinerTest {
  @Test
  void everyRowMeansWhatItMeantAlone() throws MalformedPprofException {
    List<Profiles> parts = new ArrayList<>();
    for (CorpusFile file : Corpus.configured().files("pprof")) {
      parts.add(PprofDecoder.strict().decode(file.body()).profiles());
    }
    Profiles joined = ProfilesJoiner.join(parts, null, 123);
    assertThat(joined.size()).isEqualTo(parts.size());
    assertThat(joined.encodedBytes()).isEqualTo(123);
    PprofEncoder encoder = new PprofEncoder();
    for (int row = 0; row < parts.size(); row++) {
      PprofContent alone = PprofContent.of(encoder.encode(parts.get(row), 0));
      PprofContent among = PprofContent.of(encoder.encode(joined, row));
      assertThat(joined.rows().origin(row)).isEqualTo(row);
      assertThat(among.types()).isEqualTo(alone.types());
      assertThat(among.sums()).isEqualTo(alone.sums());
      assertThat(among.profile().getTimeNanos()).isEqualTo(alone.profile().getTimeNanos());
      assertThat(among.profile().getPeriod()).isEqualTo(alone.profile().getPeriod());
      assertThat(among.profile().getMappingCount()).isEqualTo(alone.profile().getMappingCount());
    }
  }

  @Test
  void nothingJoinedIsNothing() {
    assertThat(ProfilesJoiner.join(List.of(), null, 0).size()).isZero();
  }
}
