package io.flaregate.profiles.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.NaiveDecode;
import io.flaregate.profiles.oracle.NaiveProfile;
import io.flaregate.profiles.oracle.OddEncoder;
import io.flaregate.profiles.oracle.RandomRequests;
import io.flaregate.spi.consumer.Outcome;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random requests, odd encodings and damaged bytes, against protobuf-java. */
class OtlpRandomTest {

  @Test
  void decodesRandomRequestsAsProtobufDoes() throws Exception {
    int samples = 0;
    OtlpDecoder decoder = new OtlpDecoder();
    for (long seed = 0; seed < 600; seed++) {
      ExportProfilesServiceRequest request = RandomRequests.legal(seed);
      byte[] body = request.toByteArray();
      DecodedProfiles decoded = decoder.decode(body, body.length, DecodeLimits.DEFAULT);
      assertThat(decoded.result().count(Outcome.REJECTED)).as("seed %s", seed).isZero();
      Compare.assertSame(request, decoded, "seed " + seed);
      samples += decoded.profiles().samples().size();
    }
    assertThat(samples).isGreaterThan(6_000);
  }

  @Test
  void rejectsTheProfilesOfRandomRequestsThatLeadNowhere() throws Exception {
    int rejected = 0;
    int stored = 0;
    OtlpDecoder decoder = new OtlpDecoder();
    for (long seed = 0; seed < 600; seed++) {
      ExportProfilesServiceRequest request = RandomRequests.dangling(seed);
      byte[] body = request.toByteArray();
      DecodedProfiles decoded = decoder.decode(body, body.length, DecodeLimits.DEFAULT);
      Compare.assertSame(request, decoded, "seed " + seed);
      rejected += decoded.result().count(Outcome.REJECTED);
      stored += decoded.result().count(Outcome.STORED);
    }
    assertThat(rejected).isGreaterThan(200);
    assertThat(stored).isGreaterThan(200);
  }

  @Test
  void decodesOddEncodingsOfRandomRequests() throws Exception {
    for (long seed = 0; seed < 600; seed++) {
      ExportProfilesServiceRequest request = RandomRequests.dangling(seed);
      byte[] odd = new OddEncoder(new Random(seed), 0.3).encode(request);
      Compare.assertSame(request, Compare.decode(odd), "seed " + seed);
    }
  }

  static Stream<CorpusFile> smallFiles() {
    return Corpus.configured().files("otlp").stream().filter(each -> each.bytes().length < 160_000);
  }

  @ParameterizedTest
  @MethodSource("smallFiles")
  void decodesOddEncodingsOfRealFiles(CorpusFile file) throws Exception {
    ExportProfilesServiceRequest request = ExportProfilesServiceRequest.parseFrom(file.body());
    List<NaiveProfile> expected = NaiveDecode.decode(request);
    for (long seed = 0; seed < 2; seed++) {
      byte[] odd = new OddEncoder(new Random(seed), 0.05 + 0.35 * seed).encode(request);
      assertThat(ExportProfilesServiceRequest.parseFrom(odd).getDictionary().getStringTableList())
          .isEqualTo(request.getDictionary().getStringTableList());
      DecodedProfiles decoded = Compare.decode(odd);
      Compare.assertSame(expected, Compare.inRequestOrder(decoded), file + ", seed " + seed);
    }
  }

  /** Whatever happens to the bytes, a decoder answers, and goes on to decode good bytes. */
  @ParameterizedTest
  @MethodSource("smallFiles")
  void survivesDamagedFiles(CorpusFile file) throws Exception {
    byte[] body = file.body();
    Random random = new Random(42);
    OtlpDecoder decoder = new OtlpDecoder();
    int undecodable = 0;
    int rounds = 400_000 / (body.length + 10_000);
    for (int round = 0; round < rounds; round++) {
      byte[] damaged = round == 0 ? Arrays.copyOf(body, body.length - 1) : damaged(body, random);
      try {
        DecodedProfiles decoded = decoder.decode(damaged, damaged.length, DecodeLimits.DEFAULT);
        Compare.inRequestOrder(decoded);
      } catch (UndecodableException e) {
        assertThat(e.getMessage()).isNotEmpty();
        undecodable++;
      }
    }
    assertThat(undecodable).isPositive();
    Compare.assertSame(
        ExportProfilesServiceRequest.parseFrom(body),
        decoder.decode(body, body.length, DecodeLimits.DEFAULT),
        file.name());
  }

  private static byte[] damaged(byte[] body, Random random) {
    if (random.nextInt(4) == 0) {
      return Arrays.copyOf(body, random.nextInt(body.length));
    }
    byte[] damaged = body.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    return damaged;
  }

  @Test
  void decodesThePartOfAnArrayThatItIsGiven() throws Exception {
    ExportProfilesServiceRequest request = RandomRequests.legal(1);
    byte[] body = request.toByteArray();
    byte[] larger = Arrays.copyOf(body, body.length + 100);
    Arrays.fill(larger, body.length, larger.length, (byte) 0xFF);
    Compare.assertSame(
        request,
        new OtlpDecoder().decode(larger, body.length, DecodeLimits.DEFAULT),
        "a part of an array");
  }
}
