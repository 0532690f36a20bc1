package io.flaregate.profiles.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.NaiveProfile;
import io.flaregate.profiles.oracle.OddEncoder;
import io.flaregate.profiles.oracle.RandomRequests;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Function;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are counted before they are read, beside the same ones that are not. */
class OtlpCountedTest {
  private final OtlpDecoder counting = new OtlpDecoder(0);
  private final OtlpDecoder keeping = new OtlpDecoder();

  /** What came out: nothing of a request that cannot be decoded, but the reason. */
  private record Decoded(List<NaiveProfile> profiles, String told) {
    static Decoded of(OtlpDecoder decoder, byte[] body) {
      try {
        DecodedProfiles decoded = decoder.decode(body, body.length, DecodeLimits.DEFAULT);
        return new Decoded(
            Compare.inRequestOrder(decoded), decoded.result() + " " + decoded.counts());
      } catch (UndecodableException e) {
        return new Decoded(List.of(), e.reason().toString());
      }
    }
  }

  private void assertSame(byte[] body, String description) {
    Decoded counted = Decoded.of(counting, body);
    Decoded kept = Decoded.of(keeping, body);
    assertThat(kept.told).as(description).isEqualTo(counted.told);
    Compare.assertSame(counted.profiles, kept.profiles, description);
  }

  @Test
  void randomRequestsAreDecodedAlike() throws Exception {
    for (long seed = 0; seed < 300; seed++) {
      assertSame(RandomRequests.legal(seed).toByteArray(), "legal " + seed);
      ExportProfilesServiceRequest dangling = RandomRequests.dangling(seed);
      assertSame(dangling.toByteArray(), "dangling " + seed);
      assertSame(new OddEncoder(new Random(seed), 0.3).encode(dangling), "odd " + seed);
    }
  }

  static Stream<CorpusFile> files() {
    return Corpus.configured().files("otlp").stream().filter(each -> each.bytes().length < 500_000);
  }

  @ParameterizedTest
  @MethodSource("files")
  void realFilesAreDecodedAlike(CorpusFile file) {
    assertSame(file.body(), file.name());
  }

  @ParameterizedTest
  @MethodSource("files")
  void damagedFilesAreDecodedAlike(CorpusFile file) {
    Random random = new Random(7);
    for (int round = 0; round < 200_000 / (file.body().length + 10_000); round++) {
      byte[] damaged = file.body().clone();
      for (int i = 0; i < 3; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      assertSame(damaged, file.name() + ", round " + round);
    }
  }

  /** A small body can hold more entries than columns are kept for. */
  @Test
  void moreEntriesThanColumnsAreKeptForAreCounted() throws Exception {
    byte[] body = withFunctions(Columns.MAX_KEPT_ENTRIES + 1);
    DecodedProfiles decoded = keeping.decode(body, body.length, DecodeLimits.DEFAULT);
    assertThat(decoded.profiles().dictionary().functions().size())
        .isGreaterThan(Columns.MAX_KEPT_ENTRIES + 1);
    assertSame(body, "many functions");
  }

  @Test
  void theColumnsOfALargeRequestAreLetGoAfterManySmallOnes() throws Exception {
    byte[] large = withFunctions(60_000);
    keeping.decode(large, large.length, DecodeLimits.DEFAULT);
    assertThat(keeping.keptEntries()).isGreaterThan(60_000);
    byte[] small = RandomRequests.legal(1).toByteArray();
    for (int i = 0; i < 200; i++) {
      keeping.decode(small, small.length, DecodeLimits.DEFAULT);
    }
    assertThat(keeping.keptEntries()).isLessThan(20_000);
  }

  private static byte[] withFunctions(int count) throws InvalidProtocolBufferException {
    ExportProfilesServiceRequest request = RandomRequests.legal(1);
    ProfilesDictionary more =
        ProfilesDictionary.newBuilder()
            .addAllFunctionTable(Collections.nCopies(count, Function.getDefaultInstance()))
            .build();
    return request.toBuilder()
        .setDictionary(request.getDictionary().toBuilder().mergeFrom(more))
        .build()
        .toByteArray();
  }
}
