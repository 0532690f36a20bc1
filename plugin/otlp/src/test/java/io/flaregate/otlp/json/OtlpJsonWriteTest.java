package io.flaregate.otlp.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.RandomRequests;
import io.flaregate.transport.compress.Body;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.Link;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are written as JSON, against readings and writings by protobuf's descriptors. */
class OtlpJsonWriteTest {
  private static final int RANDOM_REQUESTS = 300;

  private static byte[] write(byte[] request) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OtlpJson.write(request, out);
    return out.toByteArray();
  }

  private static String json(ExportProfilesServiceRequest.Builder request) throws IOException {
    return new String(write(request.build().toByteArray()), UTF_8);
  }

  static Stream<CorpusFile> corpus() {
    return Corpus.configured().files("otlp").stream();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void everyRealPayloadIsWhatProtobufsMappingWrites(CorpusFile file) throws Exception {
    assertIsPlain(ExportProfilesServiceRequest.parseFrom(file.body()), file.name());
  }

  @Test
  void randomRequestsAreWhatProtobufsMappingWrites() throws Exception {
    for (int seed = 0; seed < RANDOM_REQUESTS; seed++) {
      assertIsPlain(RandomRequests.legal(seed), "seed " + seed);
    }
  }

  private static void assertIsPlain(ExportProfilesServiceRequest request, String what)
      throws Exception {
    byte[] json = write(request.toByteArray());
    assertSameTokens(json, JsonPrinter.plain(request).getBytes(UTF_8), what);
    assertThat(NaiveJson.read(json).equals(request)).as(what).isTrue();
    Body back = OtlpJson.toProtobuf(json, json.length, OtlpJson.MAX_GROWTH * (long) json.length);
    ByteString bytes = ByteString.copyFrom(back.array(), 0, back.length());
    assertThat(ExportProfilesServiceRequest.parseFrom(bytes).equals(request)).as(what).isTrue();
  }

  /** The same names, values and types of values: a number is not the same as a string of it. */
  private static void assertSameTokens(byte[] actual, byte[] expected, String what)
      throws IOException {
    JsonFactory factory = new JsonFactory();
    try (JsonParser left = factory.createParser(actual);
        JsonParser right = factory.createParser(expected)) {
      while (right.nextToken() != null) {
        if (left.nextToken() != right.currentToken() || !left.getText().equals(right.getText())) {
          throw new AssertionError(
              what
                  + ": "
                  + left.getText()
                  + " instead of "
                  + right.getText()
                  + " at "
                  + right.getParsingContext().pathAsPointer());
        }
      }
      assertThat(left.nextToken()).as(what).isNull();
    }
  }

  @Test
  void idsAreHexadecimalAndOtherBytesBase64() throws Exception {
    ByteString id = ByteString.copyFrom(HexFormat.of().parseHex("00ffab"));
    Profile profile = Profile.newBuilder().setProfileId(id).setOriginalPayload(id).build();
    assertThat(
            json(
                ExportProfilesServiceRequest.newBuilder()
                    .addResourceProfiles(
                        ResourceProfiles.newBuilder()
                            .addScopeProfiles(ScopeProfiles.newBuilder().addProfiles(profile)))
                    .setDictionary(
                        ProfilesDictionary.newBuilder()
                            .addLinkTable(Link.newBuilder().setSpanId(id)))))
        .isEqualTo(
            "{\"resourceProfiles\":[{\"scopeProfiles\":[{\"profiles\":[{\"profileId\":\"00ffab\","
                + "\"originalPayload\":\"AP+r\"}]}]}],"
                + "\"dictionary\":{\"linkTable\":[{\"spanId\":\"00ffab\"}]}}");
  }

  @Test
  void numbersOf64BitsAreStringsAndThoseOf32AreNot() throws Exception {
    Profile.Builder profile =
        Profile.newBuilder().setTimeUnixNano(-1).setPeriod(-1).setDroppedAttributesCount(-1);
    profile.getSampleTypeBuilder().setTypeStrindex(-1);
    profile.addSamplesBuilder().addValues(Long.MIN_VALUE).addTimestampsUnixNano(7);
    assertThat(
            json(
                ExportProfilesServiceRequest.newBuilder()
                    .addResourceProfiles(
                        ResourceProfiles.newBuilder()
                            .addScopeProfiles(ScopeProfiles.newBuilder().addProfiles(profile)))))
        .contains(
            "{\"sampleType\":{\"typeStrindex\":-1},\"samples\":[{\"values\":[\"-9223372036854775808"
                + "\"],\"timestampsUnixNano\":[\"7\"]}],\"timeUnixNano\":\"18446744073709551615\","
                + "\"period\":\"-1\",\"droppedAttributesCount\":4294967295}");
  }

  @Test
  void valuesThatAreSetButEmptyAreThere() throws Exception {
    ArrayValue.Builder values = ArrayValue.newBuilder();
    values.addValuesBuilder().setStringValue("");
    values.addValuesBuilder().setBoolValue(false);
    values.addValuesBuilder().setDoubleValue(Double.NaN);
    values.addValuesBuilder().setStringValue("\u0000\"\\\u00fc\ud83d\ude00");
    values.addValuesBuilder();
    KeyValue attribute =
        KeyValue.newBuilder().setValue(AnyValue.newBuilder().setArrayValue(values)).build();
    assertThat(
            json(
                ExportProfilesServiceRequest.newBuilder()
                    .addResourceProfiles(
                        ResourceProfiles.newBuilder()
                            .setResource(Resource.newBuilder().addAttributes(attribute)))))
        .contains(
            "[{\"stringValue\":\"\"},{\"boolValue\":false},{\"doubleValue\":\"NaN\"},"
                + "{\"stringValue\":\"\\u0000\\\"\\\\\u00fc\ud83d\ude00\"},{}]");
  }

  @Test
  void whatTheEncoderDoesNotWriteIsRefusedInsteadOfLost() {
    UnknownFieldSet.Field seven = UnknownFieldSet.Field.newBuilder().addVarint(7).build();
    byte[] unknown =
        UnknownFieldSet.newBuilder().addField(15, seven).build().toByteString().toByteArray();
    assertRefused(unknown, "field 15 is not known");
    assertRefused(HexFormat.of().parseHex("12001200"), "dictionary is there twice");
    assertRefused(
        HexFormat.of().parseHex("0a0012000a00"), "resourceProfiles is not all in one place");
    assertRefused(HexFormat.of().parseHex("0807"), "resourceProfiles has wire type 0");
    assertRefused(HexFormat.of().parseHex("0a05"), "not a request");
  }

  private static void assertRefused(byte[] request, String message) {
    assertThatThrownBy(() -> write(request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
