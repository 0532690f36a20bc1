package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import io.flaregate.otlp.Rig.Protocol;
import io.flaregate.otlp.config.OtlpGrpcConfig;
import io.flaregate.otlp.config.OtlpHttpConfig;
import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.otlp.config.Protocols;
import io.flaregate.profiles.corpus.BadCase;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every payload of the corpus over the wire. */
class OtlpCorpusTest {
  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig(OtlpCorpusTest::roomy);
  }

  /** The limits that a user gets, whatever the heap of the test. */
  static OtlpReceiverConfig roomy(OtlpReceiverConfig config) {
    return new OtlpReceiverConfig(
        new Protocols(
            OtlpGrpcConfig.defaults().withEndpoint("localhost:0"),
            OtlpHttpConfig.defaults().withEndpoint("localhost:0")),
        config.tenant(),
        512L << 20,
        config.legacyLayouts());
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @BeforeEach
  void fresh() {
    rig.freshSink();
  }

  static Stream<CorpusFile> good() {
    return Corpus.configured().files("otlp").stream();
  }

  @ParameterizedTest
  @MethodSource("good")
  void realPayloadIsAcceptedWholeOverBothProtocols(CorpusFile file)
      throws InvalidProtocolBufferException {
    byte[] body = file.body();
    ExportProfilesServiceRequest request = ExportProfilesServiceRequest.parseFrom(body);
    for (Protocol protocol : Protocol.values()) {
      Reply reply =
          protocol == Protocol.HTTP
              ? rig.sendHttp(Rig.gzip(body), "Content-Encoding", "gzip")
              : rig.sendGzip(protocol, request);
      assertThat(reply.code()).as("%s", reply).isEqualTo(Code.OK);
      assertThat(reply.response()).isNotNull();
      assertThat(
              java.util.Objects.requireNonNull(reply.response())
                  .getPartialSuccess()
                  .getRejectedProfiles())
          .as("%s", reply)
          .isZero();
    }
    assertThat(rig.sink().received())
        .hasSize(2)
        .allSatisfy(profiles -> assertThat(profiles.size()).isEqualTo(profiles(request)));
  }

  private static int profiles(ExportProfilesServiceRequest request) {
    int count = 0;
    for (ResourceProfiles resource : request.getResourceProfilesList()) {
      for (ScopeProfiles scope : resource.getScopeProfilesList()) {
        count += scope.getProfilesCount();
      }
    }
    return count;
  }

  static Stream<BadCase> bad() {
    return Corpus.configured().badCases("otlp").stream();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void malformedPayloadIsAnsweredAndTheNextRequestPasses(BadCase each) {
    String[] headers =
        each.file().isGzip() ? new String[] {"Content-Encoding", "gzip"} : new String[0];
    Reply reply = rig.sendHttp(each.bytes(), headers);
    switch (each.outcome()) {
      case "undecodable" -> reply.assertFailed(400, Code.INVALID_ARGUMENT).assertFinal();
      case "too_large" -> reply.assertFailed(413, Code.RESOURCE_EXHAUSTED).assertFinal();
      case "stored", "empty" -> reply.assertAllStored();
      // What later steps reject or tell is not known here: only that nothing fails for a bug.
      default -> assertThat(reply.httpStatus()).as("%s", reply).isIn(200, 400);
    }
    rig.assertAlive();
  }
}
