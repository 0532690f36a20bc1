package io.flaregate.otlp.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.flaregate.profiles.oracle.ColumnsText;
import io.flaregate.profiles.oracle.NaiveProfile;
import io.flaregate.profiles.oracle.RandomRequests;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.OtlpDecoder;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.transport.compress.Body;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as a request in JSON: refused by the documented exception, or the message that a naive
 * reading by protobuf's descriptors gives, within the stated growth; and the columns of that
 * message are those of the same message written by protobuf.
 */
class OtlpJsonFuzzTest {
  private static final int MAX_SEED_CHARS = 3_000;

  static Stream<byte[]> seeds() {
    Stream<String> odd =
        Stream.of(
            "{\"resourceProfiles\":[{\"resource\":{\"attributes\":[{\"key\":\"a\",\"value\":"
                + "{\"kvlistValue\":{\"values\":[{\"key\":\"b\",\"value\":{\"doubleValue\":\"NaN\"}"
                + "}]}}}]}}]}",
            "{\"dictionary\":{\"stringTable\":[\"\",\"\\ud83d\\ude00\"],\"linkTable\":[{\"traceId\":"
                + "\"0aF0\",\"spanId\":\"\"}]},\"x\":[{}]}",
            "{\"resourceProfiles\":null,\"dictionary\":{\"mappingTable\":[{\"memoryStart\":"
                + "18446744073709551615,\"fileOffset\":\"7\"}]}}");
    Stream<String> random =
        LongStream.range(0, 40)
            .mapToObj(seed -> JsonPrinter.print(RandomRequests.legal(seed), seed))
            .filter(text -> text.length() <= MAX_SEED_CHARS)
            .limit(8);
    return Stream.concat(odd, random).map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void anyBytesAreRefusedOrTheMessageOfANaiveReading(byte[] json) throws Exception {
    byte[] before = json.clone();
    Body body;
    try {
      body = OtlpJson.toProtobuf(json, json.length, (long) OtlpJson.MAX_GROWTH * json.length);
    } catch (MalformedJsonException e) {
      assertThat(e).hasMessageStartingWith("not the JSON of a request: ");
      return;
    }
    assertThat(json).isEqualTo(before);
    assertThat(body.length()).isLessThanOrEqualTo(OtlpJson.MAX_GROWTH * json.length);
    ExportProfilesServiceRequest message =
        ExportProfilesServiceRequest.parseFrom(ByteString.copyFrom(body.array(), 0, body.length()));
    assertThat(message).isEqualTo(NaiveJson.read(json));
    byte[] written = message.toByteArray();
    assertThat(columns(body.array(), body.length())).isEqualTo(columns(written, written.length));
  }

  /** The rows, or the reason why there are none. */
  private static List<?> columns(byte[] body, int length) {
    try {
      List<NaiveProfile> rows =
          ColumnsText.of(new OtlpDecoder().decode(body, length, DecodeLimits.DEFAULT).profiles());
      return rows;
    } catch (UndecodableException e) {
      return List.of(e.reason());
    }
  }
}
