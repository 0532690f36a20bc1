package io.flaregate.profiles.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.flaregate.profiles.oracle.ColumnsText;
import io.flaregate.profiles.oracle.NaiveProfile;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Detail;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of decoding, one by one, and what senders are told. */
class OtlpDecoderTest {

  private final SmallRequest small = new SmallRequest();
  private final ProfilesDictionary.Builder dictionary = small.dictionary;
  private final ResourceProfiles.Builder resource = small.resource;
  private final ScopeProfiles.Builder scope = small.scope;
  private final Profile.Builder profile = small.profile;

  private DecodedProfiles decode() throws UndecodableException {
    return small.decode();
  }

  private NaiveProfile decodeOnly() throws UndecodableException {
    return small.decodeOnly();
  }

  private NaiveProfile.Sample onlySample() throws UndecodableException {
    return small.onlySample();
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static KeyValue keyValue(String key, String value) {
    return KeyValue.newBuilder().setKey(key).setValue(text(value)).build();
  }

  private static Detail note(Reason reason, String message) {
    return new Detail(Detail.WHOLE_REQUEST, reason, message);
  }

  @Test
  void anEmptyRequestHasNoProfiles() throws Exception {
    DecodedProfiles decoded = Compare.decode(new byte[0]);
    assertThat(decoded.profileCount()).isZero();
    assertThat(decoded.profiles().size()).isZero();
    assertThat(decoded.result()).isEqualTo(ConsumeResult.stored(0));
    assertThat(decoded.counts()).isEmpty();
  }

  @Test
  void aFaultlessRequestHasNothingToTell() throws Exception {
    DecodedProfiles decoded = decode();
    assertThat(decoded.result()).isEqualTo(ConsumeResult.stored(1));
    assertThat(decoded.counts()).isEmpty();
    assertThat(onlySample().spanId()).isEqualTo("0000000000000002");
    assertThat(onlySample().traceId()).isEqualTo("00000000000000000000000000000001");
    assertThat(onlySample().attributes()).isEqualTo(Map.of("thread", "T1"));
  }

  @Test
  void theOtherProfilesOfARequestAreKept() throws Exception {
    scope.addProfiles(0, Profile.getDefaultInstance());
    scope.addProfiles(profile.build());
    DecodedProfiles decoded = decode();
    assertThat(decoded.profileCount()).isEqualTo(3);
    assertThat(decoded.profiles().size()).isEqualTo(2);
    assertThat(decoded.requestIndex()).containsExactly(1, 2);
    assertThat(decoded.profiles().rows().origin(1)).isEqualTo(1);

    ConsumeResult downstream =
        ConsumeResult.builder(2).outcome(1, Outcome.TRANSIENT, Reason.NO_QUORUM, "one").build();
    ConsumeResult combined = decoded.combine(downstream);
    assertThat(combined.outcome(0)).isEqualTo(Outcome.REJECTED);
    assertThat(combined.outcome(1)).isEqualTo(Outcome.STORED);
    assertThat(combined.outcome(2)).isEqualTo(Outcome.TRANSIENT);
    assertThat(combined.details()).contains(new Detail(2, Reason.NO_QUORUM, "one"));
  }

  @Test
  void onlyTheFirstRejectionsAreTold() throws Exception {
    for (int i = 0; i < 40; i++) {
      scope.addProfilesBuilder().addSamplesBuilder().setStackIndex(i);
    }
    ConsumeResult result = decode().result();
    assertThat(result.count(Outcome.REJECTED)).isEqualTo(40);
    assertThat(result.details()).hasSize(ConsumeResult.MAX_DETAILS);
    assertThat(result.omittedDetails()).isEqualTo(24);
  }

  @Test
  void aProfileOfTooManySamplesIsRejectedBeforeTheyAreKept() throws Exception {
    profile.addSamples(profile.getSamples(0)).addSamples(profile.getSamples(0));
    byte[] body = small.request.build().toByteArray();
    DecodeLimits limits = DecodeLimits.DEFAULT.withMaxSamplesPerProfile(2);
    DecodedProfiles decoded = new OtlpDecoder().decode(body, body.length, limits);
    assertThat(decoded.result().details())
        .containsExactly(
            new Detail(
                0,
                Reason.SAMPLES_LIMIT,
                "profile has 3 samples (max_profile_stacktrace_samples: 2)"));
    limits = DecodeLimits.DEFAULT.withMaxSamplesPerProfile(3);
    assertThat(new OtlpDecoder().decode(body, body.length, limits).result())
        .isEqualTo(ConsumeResult.stored(1));
  }

  // ---- samples

  @Test
  void aSampleWithoutAnyValueIsDroppedAndTold() throws Exception {
    profile.addSamplesBuilder().setStackIndex(1);
    profile.addSamplesBuilder().setStackIndex(1).addTimestampsUnixNano(1).addTimestampsUnixNano(2);
    profile.addSamplesBuilder();
    DecodedProfiles decoded = decode();
    assertThat(decoded.profiles().rows().sampleCount(0)).isEqualTo(2);
    assertThat(decoded.profiles().rows().droppedSamples(0)).isEqualTo(2);
    assertThat(decoded.profiles().samples().value(1)).isEqualTo(2);
    assertThat(decoded.counts()).isEqualTo(Map.of(Reason.NO_VALUE, 2L));
    assertThat(decoded.result().details())
        .containsExactly(
            new Detail(
                0,
                Reason.NO_VALUE,
                "sample 1 has neither values nor timestamps and is dropped (2 in all)"));
  }

  @Test
  void valuesOfASampleAddUpAndStopAtTheLargestLong() throws Exception {
    profile.getSamplesBuilder(0).addValues(-2).addValues(10);
    assertThat(onlySample().value()).isEqualTo(13);
    profile.getSamplesBuilder(0).addValues(Long.MAX_VALUE);
    assertThat(onlySample().value()).isEqualTo(Long.MAX_VALUE);
    assertThat(decode().result().details())
        .containsExactly(
            new Detail(
                0,
                Reason.VALUE_SATURATED,
                "the values of sample 0 add up to more than 64 bits hold"));
  }

  @Test
  void equalSetsOfAttributesAreOneListWhateverTheirIndices() throws Exception {
    dictionary.addStringTable("thread").addStringTable("a").addStringTable("T1");
    dictionary
        .addAttributeTableBuilder()
        .setKeyStrindex(5)
        .getValueBuilder()
        .setStringValueStrindex(7);
    dictionary.addAttributeTableBuilder().setKeyStrindex(6).getValueBuilder().setIntValue(1);
    dictionary.addLinkTable(dictionary.getLinkTable(1));
    profile.clearSamples();
    profile.addSamplesBuilder().addValues(1).addAttributeIndices(1).addAttributeIndices(3);
    profile.addSamplesBuilder().addValues(1).addAttributeIndices(3).addAttributeIndices(2);
    profile.addSamplesBuilder().addValues(1).addAttributeIndices(2).setLinkIndex(1);
    profile.addSamplesBuilder().addValues(1).addAttributeIndices(1).setLinkIndex(2);
    Profiles profiles = decode().profiles();
    assertThat(profiles.samples().list(0)).isEqualTo(profiles.samples().list(1)).isNotZero();
    assertThat(profiles.samples().list(2)).isEqualTo(profiles.samples().list(3)).isNotZero();
    assertThat(profiles.samples().list(0)).isNotEqualTo(profiles.samples().list(2));
    assertThat(profiles.samples().link(2)).isEqualTo(profiles.samples().link(3));
    assertThat(ColumnsText.of(profiles).get(0).samples().get(1).attributes().keySet())
        .containsExactly("a", "thread");
  }

  @Test
  void attributesThatAreLeftOutAreCountedInEverySample() throws Exception {
    dictionary.addAttributeTableBuilder().setKeyStrindex(3).getValueBuilder().setStringValue("T2");
    profile.clearSamples();
    for (int i = 0; i < 3; i++) {
      profile.addSamplesBuilder().addValues(1).addAttributeIndices(1).addAttributeIndices(2);
      profile.addSamplesBuilder().addValues(1).addAttributeIndices(2).addAttributeIndices(1);
    }
    Profiles profiles = decode().profiles();
    for (int i = 2; i < 6; i++) {
      assertThat(profiles.samples().list(i)).isEqualTo(profiles.samples().list(i - 2)).isNotZero();
    }
    assertThat(profiles.samples().list(0)).isNotEqualTo(profiles.samples().list(1));
    assertThat(decode().counts()).isEqualTo(Map.of(Reason.DUPLICATE_ATTRIBUTE_KEY, 6L));
  }

  @Test
  void ofTwoAttributesWithOneKeyTheFirstCounts() throws Exception {
    dictionary.addAttributeTableBuilder().setKeyStrindex(3).getValueBuilder().setStringValue("T2");
    profile.getSamplesBuilder(0).addAttributeIndices(2);
    assertThat(onlySample().attributes()).isEqualTo(Map.of("thread", "T1"));
    assertThat(decode().result().details())
        .containsExactly(
            new Detail(
                0,
                Reason.DUPLICATE_ATTRIBUTE_KEY,
                "a sample has an attribute key twice; the first counts"));
    resource.getResourceBuilder().addAttributes(keyValue("k", "1"));
    resource.getResourceBuilder().addAttributes(keyValue("k", "2"));
    assertThat(decodeOnly().resource()).isEqualTo(Map.of("k", "1"));
    assertThat(decode().counts()).isEqualTo(Map.of(Reason.DUPLICATE_ATTRIBUTE_KEY, 2L));
  }

  @Test
  void locationZeroIsLeftOutOfStacks() throws Exception {
    dictionary.getStackTableBuilder(1).addLocationIndices(0).addLocationIndices(1);
    assertThat(onlySample().stack()).hasSize(2);
  }

  @Test
  void entryZeroOfATableMeansNoneOrIsUsedAsWritten() throws Exception {
    dictionary.setStringTable(0, "oops");
    dictionary.getStackTableBuilder(0).addLocationIndices(1);
    dictionary.getFunctionTableBuilder(0).setNameStrindex(1);
    profile.getSamplesBuilder(0).clearStackIndex();
    DecodedProfiles decoded = decode();
    assertThat(onlySample().stack()).hasSize(1);
    assertThat(decoded.profiles().dictionary().strings().get(0)).isEmpty();
    assertThat(decoded.result().details())
        .containsExactly(
            note(
                Reason.NONZERO_ENTRY_ZERO,
                "string_table: entry 0 is not empty; references to it read as the empty text (3 in all)"));
  }

  // ---- what is repaired or left out

  @Test
  void linksWithIdsOfAWrongLengthAreLeftOut() throws Exception {
    dictionary.getLinkTableBuilder(1).setTraceId(ByteString.copyFromUtf8("abc"));
    assertThat(decode().profiles().samples().link(0)).isZero();
    assertThat(decode().result().details())
        .containsExactly(
            note(
                Reason.INVALID_LINK,
                "link_table: link 1 has a trace_id of 3 bytes (expected: 16)"
                    + " and a span_id of 8 bytes (expected: 8) and is left out"));
  }

  @Test
  void aProfileIdOfAWrongLengthIsIgnored() throws Exception {
    profile.setProfileId(ByteString.copyFromUtf8("abcde"));
    assertThat(decodeOnly().id()).isEmpty();
    assertThat(decode().result().details())
        .containsExactly(
            new Detail(
                0,
                Reason.INVALID_PROFILE_ID,
                "profile_id is 5 bytes long (expected: 16) and is ignored"));
    profile.setProfileId(ByteString.copyFromUtf8("0123456789abcdef"));
    assertThat(decodeOnly().id()).isEqualTo("30313233343536373839616263646566");
  }

  @Test
  void timesBeyondTheLargestLongStopThere() throws Exception {
    profile.setTimeUnixNano(-1).setDurationNano(Long.MIN_VALUE);
    assertThat(decodeOnly().timeUnixNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(decodeOnly().durationNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void textsThatAreNotUtf8AreRepaired() throws Exception {
    resource.getResourceBuilder().addAttributes(keyValue("inline", "zzzz"));
    dictionary.addStringTable("yyyy");
    profile.getPeriodTypeBuilder().setTypeStrindex(5);
    byte[] body = small.request.build().toByteArray();
    replace(body, "zzzz", new byte[] {'a', (byte) 0xFF, (byte) 0xC3, '('});
    replace(body, "yyyy", new byte[] {'b', (byte) 0xED, (byte) 0xA0, (byte) 0x80});
    DecodedProfiles decoded = Compare.decode(body);
    NaiveProfile row = ColumnsText.of(decoded.profiles()).get(0);
    assertThat(row.resource()).isEqualTo(Map.of("inline", "a\uFFFD\uFFFD("));
    assertThat(row.period().name()).matches("b\uFFFD+");
    assertThat(row.type().name()).isEqualTo("cpu");
    assertThat(decoded.counts()).isEqualTo(Map.of(Reason.INVALID_UTF8, 2L));
    assertThat(decoded.result().details())
        .containsExactly(
            note(
                Reason.INVALID_UTF8,
                "string_table: entry 5 is not UTF-8; its bad bytes became U+FFFD (2 in all)"));
  }

  private static void replace(byte[] body, String text, byte[] by) {
    int at = new String(body, ISO_8859_1).indexOf(text);
    System.arraycopy(by, 0, body, at, by.length);
  }

  // ---- attributes

  @Test
  void anInlineKeyOrValueCountsOverAReference() throws Exception {
    resource
        .getResourceBuilder()
        .addAttributesBuilder()
        .setKey("inline")
        .setKeyStrindex(1)
        .getValueBuilder()
        .setIntValue(3);
    assertThat(decodeOnly().resource()).isEqualTo(Map.of("inline", 3L));
    assertThat(decode().result().details())
        .containsExactly(
            note(
                Reason.KEY_AND_REFERENCE,
                "resource attribute 0 has key and key_strindex; the key counts"));
  }

  @Test
  void listsOfOneTextOrWholeNumberCountAsThat() throws Exception {
    ArrayValue.Builder one = ArrayValue.newBuilder().addValues(text("x"));
    ArrayValue.Builder two = one.clone().addValues(text("y"));
    ArrayValue.Builder nested =
        ArrayValue.newBuilder().addValues(AnyValue.newBuilder().setArrayValue(one));
    addResourceAttribute("one", AnyValue.newBuilder().setArrayValue(one));
    addResourceAttribute("two", AnyValue.newBuilder().setArrayValue(two));
    addResourceAttribute("nested", AnyValue.newBuilder().setArrayValue(nested));
    addResourceAttribute("bytes", AnyValue.newBuilder().setBytesValue(ByteString.EMPTY));
    addResourceAttribute("none", AnyValue.newBuilder());
    assertThat(decodeOnly().resource())
        .isEqualTo(
            Map.of(
                "one", "x",
                "two", NaiveProfile.NO_VALUE,
                "nested", NaiveProfile.NO_VALUE,
                "bytes", NaiveProfile.NO_VALUE,
                "none", NaiveProfile.NO_VALUE));
  }

  private void addResourceAttribute(String key, AnyValue.Builder value) {
    resource.getResourceBuilder().addAttributesBuilder().setKey(key).setValue(value);
  }

  @Test
  void theBuildIdOfAMappingIsItsAttribute() throws Exception {
    dictionary.addStringTable("process.executable.build_id.gnu").addStringTable("beef");
    dictionary
        .addAttributeTableBuilder()
        .setKeyStrindex(5)
        .getValueBuilder()
        .setStringValueStrindex(6);
    dictionary.getMappingTableBuilder(1).addAttributeIndices(1).addAttributeIndices(2);
    Profiles profiles = decode().profiles();
    int buildId = profiles.dictionary().mappings().buildId(1);
    assertThat(profiles.dictionary().strings().get(buildId)).isEqualTo("beef");
  }

  // ---- undecodable

  @Test
  void whatIsNoRequestIsUndecodable() {
    assertThatThrownBy(() -> Compare.decode("hello".getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNDECODABLE))
        .hasMessage(
            "not an ExportProfilesServiceRequest: group 13 ends at byte 2 but has not started");
    assertThatThrownBy(() -> Compare.decode(new byte[] {0x08, 1}))
        .hasMessage("not an ExportProfilesServiceRequest: field 1 before byte 1 has wire type 0");
  }

  @Test
  void aRequestThatTakesTooMuchMemoryIsRefusedBeforeItIsAllocated() {
    byte[] body = small.request.build().toByteArray();
    DecodeLimits limits = new DecodeLimits(0, 1, 100);
    assertThatThrownBy(() -> new OtlpDecoder().decode(body, body.length, limits))
        .isInstanceOfSatisfying(
            UndecodableException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.REQUEST_TOO_LARGE))
        .hasMessage(
            "decoded, the request takes more memory than 1 times its "
                + body.length
                + " bytes and 100 bytes");
  }
}
