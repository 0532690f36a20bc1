package io.flaregate.profiles.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.corpus.Manifest;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.profiles.Dictionary;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every real file, decoded by this decoder and by protobuf-java. */
class OtlpCorpusTest {

  static Stream<CorpusFile> files() {
    return Corpus.configured().files("otlp").stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void decodesAsProtobufDoes(CorpusFile file) throws Exception {
    byte[] body = file.body();
    DecodedProfiles decoded = new OtlpDecoder().decode(body, body.length, DecodeLimits.DEFAULT);

    assertThat(decoded.result().count(Outcome.STORED)).isEqualTo(decoded.profileCount());
    assertThat(decoded.result().details()).isEmpty();
    assertThat(decoded.counts()).isEmpty();
    assertThat(decoded.profiles().encodedBytes()).isEqualTo(body.length);
    Compare.assertSame(ExportProfilesServiceRequest.parseFrom(body), decoded, file.name());
  }

  @ParameterizedTest
  @MethodSource("files")
  void findsWhatTheManifestCounts(CorpusFile file) throws Exception {
    Manifest manifest = file.corpus().manifest(file).orElse(null);
    if (manifest == null) {
      return;
    }
    byte[] body = file.body();
    DecodedProfiles decoded = new OtlpDecoder().decode(body, body.length, DecodeLimits.DEFAULT);
    Dictionary dictionary = decoded.profiles().dictionary();
    int strings = dictionary.strings().size();
    assertFigure(manifest, "profiles", decoded.profileCount());
    assertFigure(manifest, "samples", decoded.profiles().samples().size());
    assertFigure(manifest, "stack_table", dictionary.stacks().size());
    assertFigure(manifest, "locations", dictionary.locations().size());
    assertFigure(manifest, "functions", dictionary.functions().size());
    assertFigure(manifest, "mappings", dictionary.mappings().size());
    assertFigure(manifest, "link_table", dictionary.links().size());
    assertThat((long) strings).isGreaterThanOrEqualTo(manifest.figure("strings").orElse(0));
  }

  private static void assertFigure(Manifest manifest, String field, int actual) {
    // A table that a request leaves out still has its entry 0 in the columns.
    manifest
        .figure(field)
        .ifPresent(figure -> assertThat((long) actual).as(field).isEqualTo(Math.max(1, figure)));
  }
}
