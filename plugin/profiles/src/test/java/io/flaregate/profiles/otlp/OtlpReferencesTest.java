package io.flaregate.profiles.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Detail;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What leads to an entry that is not there, and what senders are told of it. */
class OtlpReferencesTest {

  private static KeyValue keyValue(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static Arguments dangling(String message, Consumer<SmallRequest> change) {
    return Arguments.of(message, change);
  }

  static Stream<Arguments> danglingReferences() {
    return Stream.of(
        dangling(
            "stack_table: sample 0 refers to stack 7777 (the table has 2 entries)",
            request -> request.profile.getSamplesBuilder(0).setStackIndex(7777)),
        dangling(
            "stack_table: sample 0 refers to stack -1 (the table has 2 entries)",
            request -> request.profile.getSamplesBuilder(0).setStackIndex(-1)),
        dangling(
            "stack_table: sample 0 refers to stack 0 (the table is missing)",
            request -> {
              request.dictionary.clearStackTable();
              request.profile.getSamplesBuilder(0).clearStackIndex();
            }),
        dangling(
            "link_table: sample 0 refers to link 2 (the table has 2 entries)",
            request -> request.profile.getSamplesBuilder(0).setLinkIndex(2)),
        dangling(
            "attribute_table: sample 0 refers to attribute 2 (the table has 2 entries)",
            request -> request.profile.getSamplesBuilder(0).addAttributeIndices(2)),
        dangling(
            "string_table: attribute 1 refers to string 99 (the table has 5 entries)",
            request -> request.dictionary.getAttributeTableBuilder(1).setKeyStrindex(99)),
        dangling(
            "string_table: attribute 1 refers to string -2 (the table has 5 entries)",
            request ->
                request
                    .dictionary
                    .getAttributeTableBuilder(1)
                    .getValueBuilder()
                    .setStringValueStrindex(-2)),
        dangling(
            "string_table: attribute 1 refers to string 88 (the table has 5 entries)",
            request -> request.dictionary.getAttributeTableBuilder(1).setUnitStrindex(88)),
        dangling(
            "location_table: stack 1 refers to location 2 (the table has 2 entries)",
            request -> request.dictionary.getStackTableBuilder(1).addLocationIndices(2)),
        dangling(
            "mapping_table: location 1 refers to mapping 9 (the table has 2 entries)",
            request -> request.dictionary.getLocationTableBuilder(1).setMappingIndex(9)),
        dangling(
            "function_table: location 1 refers to function 3 (the table has 2 entries)",
            request ->
                request
                    .dictionary
                    .getLocationTableBuilder(1)
                    .addLinesBuilder()
                    .setFunctionIndex(3)),
        dangling(
            "function_table: location 1 refers to function 1 (the table is missing)",
            request -> request.dictionary.clearFunctionTable()),
        dangling(
            "string_table: function 1 refers to string 5 (the table has 5 entries)",
            request -> request.dictionary.getFunctionTableBuilder(1).setFilenameStrindex(5)),
        dangling(
            "string_table: mapping 1 refers to string 6 (the table has 5 entries)",
            request -> request.dictionary.getMappingTableBuilder(1).setFilenameStrindex(6)),
        dangling(
            "attribute_table: mapping 1 refers to attribute 4 (the table has 2 entries)",
            request -> request.dictionary.getMappingTableBuilder(1).addAttributeIndices(4)),
        dangling(
            "string_table: attribute 2 refers to string 44 (the table has 5 entries)",
            request -> {
              request.dictionary.addAttributeTableBuilder().setKeyStrindex(44);
              request.dictionary.getMappingTableBuilder(1).addAttributeIndices(2);
            }),
        dangling(
            "string_table: sample_type refers to string 5 (the table has 5 entries)",
            request -> request.profile.getSampleTypeBuilder().setUnitStrindex(5)),
        dangling(
            "string_table: period_type refers to string -1 (the table has 5 entries)",
            request -> request.profile.getPeriodTypeBuilder().setTypeStrindex(-1)),
        dangling(
            "string_table: resource attribute 1 refers to string 50 (the table has 5 entries)",
            request -> {
              request.resource.getResourceBuilder().addAttributes(keyValue("a", "b"));
              request.resource.getResourceBuilder().addAttributesBuilder().setKeyStrindex(50);
            }),
        dangling(
            "string_table: scope attribute 0 refers to string 51 (the table has 5 entries)",
            request ->
                request
                    .scope
                    .getScopeBuilder()
                    .addAttributesBuilder()
                    .getValueBuilder()
                    .setStringValueStrindex(51)),
        dangling(
            "profile has no sample_type: its type_strindex names no text",
            request -> request.profile.clearSampleType()),
        dangling(
            "profile has no sample_type: its type_strindex names no text",
            request ->
                request.profile.getSampleTypeBuilder().clearTypeStrindex().setUnitStrindex(1)));
  }

  @ParameterizedTest
  @MethodSource("danglingReferences")
  void aProfileThatLeadsNowhereIsRejectedWithTableAndIndex(
      String message, Consumer<SmallRequest> change) throws Exception {
    SmallRequest request = new SmallRequest();
    change.accept(request);
    DecodedProfiles decoded = request.decode();
    assertThat(decoded.result().details())
        .containsExactly(new Detail(0, Reason.MALFORMED_PROFILE, message));
    assertThat(decoded.result().outcome(0)).isEqualTo(Outcome.REJECTED);
    assertThat(decoded.counts()).isEqualTo(Map.of(Reason.MALFORMED_PROFILE, 1L));
    assertThat(decoded.profiles().size()).isZero();
    assertThat(decoded.profiles().samples().size()).isZero();
  }

  @Test
  void badEntriesThatNoProfileLeadsToDoNoHarm() throws Exception {
    SmallRequest request = new SmallRequest();
    ProfilesDictionary.Builder dictionary = request.dictionary;
    dictionary.addFunctionTableBuilder().setNameStrindex(999);
    dictionary.addLocationTableBuilder().addLinesBuilder().setFunctionIndex(2);
    dictionary.addStackTableBuilder().addLocationIndices(2);
    dictionary.addStackTableBuilder().addLocationIndices(-7);
    dictionary.addMappingTableBuilder().addAttributeIndices(77);
    dictionary.addAttributeTableBuilder().setKeyStrindex(-1);
    dictionary.getLocationTableBuilder(1).addAttributeIndices(1234);
    assertThat(request.decode().result()).isEqualTo(ConsumeResult.stored(1));
  }
}
