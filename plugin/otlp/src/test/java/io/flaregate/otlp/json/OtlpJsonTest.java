package io.flaregate.otlp.json;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.RandomRequests;
import io.flaregate.profiles.wire.SizeLimitException;
import io.flaregate.transport.compress.Body;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.profiles.v1development.Profile;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonTest {
  private static final int RANDOM_REQUESTS = 2000;

  private static ExportProfilesServiceRequest read(String json) throws MalformedJsonException {
    byte[] bytes = json.getBytes(UTF_8);
    Body message =
        OtlpJson.toProtobuf(bytes, bytes.length, OtlpJson.MAX_GROWTH * (long) bytes.length);
    try {
      return ExportProfilesServiceRequest.parseFrom(
          ByteString.copyFrom(message.array(), 0, message.length()));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not protobuf", e);
    }
  }

  private static Profile profile(String fields) throws MalformedJsonException {
    return read("{\"resourceProfiles\":[{\"scopeProfiles\":[{\"profiles\":[{" + fields + "}]}]}]}")
        .getResourceProfiles(0)
        .getScopeProfiles(0)
        .getProfiles(0);
  }

  static Stream<CorpusFile> corpus() {
    return Corpus.configured().files("otlp").stream();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void everyRealPayloadIsTheSameAfterItsWayThroughJson(CorpusFile file) throws Exception {
    ExportProfilesServiceRequest request = ExportProfilesServiceRequest.parseFrom(file.body());
    assertThat(read(JsonPrinter.print(request, 1)).equals(request)).isTrue();
  }

  @Test
  void randomRequestsAreTheSameAfterTheirWayThroughJson() throws Exception {
    for (int seed = 0; seed < RANDOM_REQUESTS; seed++) {
      ExportProfilesServiceRequest request = RandomRequests.legal(seed);
      assertThat(read(JsonPrinter.print(request, seed))).as("seed %d", seed).isEqualTo(request);
    }
  }

  @Test
  void damagedJsonIsRefusedOrReadButNeverAnythingElse() {
    for (int seed = 0; seed < RANDOM_REQUESTS; seed++) {
      Random random = new Random(seed);
      byte[] json = JsonPrinter.print(RandomRequests.legal(seed), seed).getBytes(UTF_8);
      for (int i = 0; i <= random.nextInt(3); i++) {
        json[random.nextInt(json.length)] = (byte) " {}[]\",:0-x\u0080".charAt(random.nextInt(12));
      }
      byte[] cut = Arrays.copyOf(json, json.length - random.nextInt(2));
      try {
        OtlpJson.toProtobuf(cut, cut.length, OtlpJson.MAX_GROWTH * (long) cut.length);
      } catch (MalformedJsonException e) {
        assertThat(e).hasMessageStartingWith("not the JSON of a request: ");
      }
    }
  }

  @Test
  void numbersMayBeStringsAndTheirLimitsAreThoseOfTheirTypes() throws Exception {
    Profile profile =
        profile(
            "\"timeUnixNano\":\"18446744073709551615\",\"period\":-9223372036854775808,"
                + "\"durationNano\":18446744073709551615,\"droppedAttributesCount\":4294967295,"
                + "\"samples\":[{\"values\":[1,\"2\",3.0,4e2],\"timestampsUnixNano\":[0,\"7\"]}]");
    assertThat(profile.getTimeUnixNano()).isEqualTo(-1);
    assertThat(profile.getDurationNano()).isEqualTo(-1);
    assertThat(profile.getPeriod()).isEqualTo(Long.MIN_VALUE);
    assertThat(profile.getDroppedAttributesCount()).isEqualTo(-1);
    assertThat(profile.getSamples(0).getValuesList()).containsExactly(1L, 2L, 3L, 400L);
    assertThat(profile.getSamples(0).getTimestampsUnixNanoList()).containsExactly(0L, 7L);
  }

  @Test
  void idsAreHexadecimalOfEitherCaseAndOtherBytesBase64() throws Exception {
    Profile profile =
        profile("\"profileId\":\"00fFAb\",\"originalPayload\":\"+_8=\"".replace('_', '/'));
    assertThat(profile.getProfileId().toByteArray()).containsExactly(0, 0xff, 0xab);
    assertThat(profile.getOriginalPayload().toByteArray()).containsExactly(0xfb, 0xff);
    assertThat(profile("\"originalPayload\":\"-_8\"").getOriginalPayload().toByteArray())
        .containsExactly(0xfb, 0xff);
  }

  @Test
  void unknownNamesAreIgnoredThoseInSnakeCaseAmongThem() throws Exception {
    Profile profile = profile("\"time_unix_nano\":5,\"x\":{\"y\":[[]]},\"period\":1");
    assertThat(profile).isEqualTo(Profile.newBuilder().setPeriod(1).build());
  }

  @Test
  void ofANameTwiceTheLastCountsAndListsGoTogether() throws Exception {
    Profile profile =
        profile("\"period\":1,\"period\":2,\"attributeIndices\":[1],\"attributeIndices\":[2]");
    assertThat(profile.getPeriod()).isEqualTo(2);
    assertThat(profile.getAttributeIndicesList()).containsExactly(1, 2);
  }

  @Test
  void doublesHaveNamesForWhatIsNoNumber() throws Exception {
    assertThat(value("{\"doubleValue\":\"NaN\"}").getDoubleValue()).isNaN();
    assertThat(value("{\"doubleValue\":\"-Infinity\"}").getDoubleValue())
        .isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(value("{\"doubleValue\":1}").getDoubleValue()).isEqualTo(1);
    assertThatThrownBy(() -> value("{\"doubleValue\":1e999}"))
        .isInstanceOf(MalformedJsonException.class);
  }

  private static AnyValue value(String value) throws MalformedJsonException {
    return read("{\"resourceProfiles\":[{\"resource\":{\"attributes\":[{\"value\":"
            + value
            + "}]}}]}")
        .getResourceProfiles(0)
        .getResource()
        .getAttributes(0)
        .getValue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"period\":\"1x\" | a number of type int64 is expected, but there is \"1x\"",
        "\"period\":9223372036854775808 | a number of type int64 is expected",
        "\"period\":1.5 | a number of type int64 is expected, but there is 1.5",
        "\"period\":1e300 | a number of type int64 is expected",
        "\"period\":true | a number of type int64 is expected, but there is true",
        "\"durationNano\":-1 | a number of type uint64 is expected, but there is -1",
        "\"durationNano\":18446744073709551616 | a number of type uint64 is expected",
        "\"droppedAttributesCount\":4294967296 | a number of type uint32 is expected",
        "\"profileId\":\"abc\" | hexadecimal digits, an even number of them, are expected",
        "\"profileId\":\"q0==\" | hexadecimal digits",
        "\"originalPayload\":\"*\" | base64 is expected",
        "\"samples\":{} | a list is expected, but there is an object",
        "\"samples\":[null] | an object is expected, but there is null",
        "\"sampleType\":[] | an object is expected, but there is a list",
        "\"originalPayloadFormat\":7 | a string is expected, but there is 7",
        "\"originalPayloadFormat\":\"\\ud800x\" | a string holds half of a surrogate pair",
      })
  void whatDoesNotFitIsNamedWithItsPlace(String fields, String message) {
    assertThatThrownBy(() -> profile(fields))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("at /resourceProfiles/0/scopeProfiles/0/profiles/0/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "1",
        "{",
        "{\"a\":1}x",
        "{}{}",
        "{\"a\":NaN}",
        "{'a':1}",
        "{\"a\" 1}",
        "{\"a\":01}"
      })
  void whatIsNotOneObjectIsRefused(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void depthAndNumbersAreBounded() {
    assertThatThrownBy(() -> read("{\"x\":" + "[".repeat(1_000_000)))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("epth");
    assertThatThrownBy(() -> read("{\"x\":" + "9".repeat(1_000_000) + "}"))
        .isInstanceOf(MalformedJsonException.class);
    String open = "{\"kvlistValue\":{\"values\":[{\"value\":";
    String request = "{\"resourceProfiles\":[{\"resource\":{\"attributes\":[{\"value\":";
    assertThatThrownBy(() -> read(request + open.repeat(100_000)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void aByteOrderMarkIsSkipped() throws Exception {
    assertThat(read("\ufeff{}")).isEqualTo(ExportProfilesServiceRequest.getDefaultInstance());
  }

  @Test
  void noOtherEncodingThanUtf8IsGuessed() {
    for (Charset charset : List.of(UTF_16BE, UTF_16LE, Charset.forName("UTF-32BE"))) {
      byte[] json = "{\"a\":1}".getBytes(charset);
      assertThatThrownBy(() -> OtlpJson.toProtobuf(json, json.length, 100))
          .as(charset.name())
          .isInstanceOf(MalformedJsonException.class);
    }
    // What the guess took for a broken UTF-32 ended as an error of this side.
    byte[] broken = HexFormat.of().parseHex("0000007b00000022724f6563");
    assertThatThrownBy(() -> OtlpJson.toProtobuf(broken, broken.length, 100))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    // An overlong form of 6, half of a surrogate pair, beyond U+10FFFF, and a byte that is none.
    for (String hex : List.of("c0b6", "eda080", "f4908080", "ff")) {
      byte[] json = HexFormat.of().parseHex("7b2261223a22" + hex + "227d");
      assertThatThrownBy(() -> OtlpJson.toProtobuf(json, json.length, 100))
          .as(hex)
          .isInstanceOf(MalformedJsonException.class)
          .hasMessage("not the JSON of a request: it is not UTF-8");
    }
  }

  @Test
  void noRequestOutgrowsTheStatedFactor() throws Exception {
    assertThat(profile("\"samples\":[{\"timestampsUnixNano\":[0" + ",0".repeat(10_000) + "]}]"))
        .isNotNull();
    assertThat(profile("\"samples\":[{\"values\":[-1" + ",-1".repeat(10_000) + "]}]")).isNotNull();
    assertThat(profile("\"samples\":[{}" + ",{}".repeat(10_000) + "]")).isNotNull();
    assertThatThrownBy(
            () -> {
              byte[] json =
                  ("{\"dictionary\":{\"stringTable\":[\"" + "x".repeat(500) + "\"]}}")
                      .getBytes(UTF_8);
              OtlpJson.toProtobuf(json, json.length, 400);
            })
        .isInstanceOf(SizeLimitException.class);
  }
}
