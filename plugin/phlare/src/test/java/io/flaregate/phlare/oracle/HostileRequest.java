package io.flaregate.phlare.oracle;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.Sample;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.function.IntConsumer;

/** Makes one request of a family, filled in a number of steps. */
final class HostileRequest {
  private final HostileFamily family;
  private final int steps;
  private final Random random;
  private final ExportProfilesServiceRequest.Builder request =
      ExportProfilesServiceRequest.newBuilder();
  private final ProfilesDictionary.Builder dictionary = request.getDictionaryBuilder();
  private final Profile.Builder profile =
      request.addResourceProfilesBuilder().addScopeProfilesBuilder().addProfilesBuilder();

  HostileRequest(HostileFamily family, int steps, Random random) {
    this.family = family;
    this.steps = steps;
    this.random = random;
    dictionary.addStringTable("").addStringTable("samples").addStringTable("service.name");
    dictionary.addMappingTableBuilder();
    dictionary.addFunctionTableBuilder();
    dictionary.addFunctionTableBuilder().setNameStrindex(1);
    dictionary.addLocationTableBuilder();
    dictionary.addLocationTableBuilder().addLinesBuilder().setFunctionIndex(1);
    dictionary.addStackTableBuilder();
    dictionary.addStackTableBuilder().addLocationIndices(1);
    dictionary.addLinkTableBuilder();
    dictionary.addAttributeTableBuilder();
    type(profile);
  }

  private static void type(Profile.Builder builder) {
    builder.getSampleTypeBuilder().setTypeStrindex(1);
  }

  private void each(IntConsumer step) {
    for (int i = 0; i < steps; i++) {
      step.accept(i);
    }
  }

  private Sample.Builder sample() {
    return profile.addSamplesBuilder().setStackIndex(1).addValues(1);
  }

  private void deepStack() {
    each(i -> dictionary.getStackTableBuilder(1).addLocationIndices(1));
  }

  private int attribute(int key, String value) {
    dictionary
        .addAttributeTableBuilder()
        .setKeyStrindex(key)
        .getValueBuilder()
        .setStringValue(value);
    return dictionary.getAttributeTableCount() - 1;
  }

  private int string(String text) {
    dictionary.addStringTable(text);
    return dictionary.getStringTableCount() - 1;
  }

  private void stack(int location) {
    dictionary.addStackTableBuilder().addLocationIndices(location);
    sample().setStackIndex(dictionary.getStackTableCount() - 1);
  }

  private void location() {
    stack(dictionary.getLocationTableCount() - 1);
  }

  private void link(int i) {
    byte[] id = new byte[12];
    id[0] = 1;
    String number = String.format("%04x", i & 0xFFFF);
    dictionary
        .addLinkTableBuilder()
        .setTraceId(ByteString.copyFrom(id).concat(ByteString.copyFromUtf8(number)))
        .setSpanId(ByteString.copyFromUtf8("span" + number));
    sample().setLinkIndex(dictionary.getLinkTableCount() - 1);
  }

  byte[] bytes() {
    fill();
    byte[] body = request.build().toByteArray();
    return family == HostileFamily.UNKNOWN_FIELDS ? withUnknownFields(body) : body;
  }

  private byte[] withUnknownFields(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] unknown = {(byte) 0xFA, 7, 2, 1, 1};
    each(i -> out.writeBytes(unknown));
    out.writeBytes(body);
    return out.toByteArray();
  }

  private void fill() {
    switch (family) {
      case DEEP_STACK_IN_EQUAL_SAMPLES -> {
        deepStack();
        each(i -> sample());
      }
      case DEEP_STACK_IN_SAMPLES_OF_OTHER_LINKS -> {
        deepStack();
        each(this::link);
      }
      case DEEP_STACK_IN_SAMPLES_OF_OTHER_THREADS -> {
        deepStack();
        int key = string("thread");
        each(i -> sample().addAttributeIndices(attribute(key, Integer.toString(i))));
      }
      case SERVICES_IN_SAMPLES -> each(i -> sample().addAttributeIndices(attribute(2, "s" + i)));
      default -> fillTables();
    }
  }

  private void fillTables() {
    switch (family) {
      case STACKS_OF_ONE_LOCATION -> each(i -> stack(1));
      case STACKS_THAT_GROW -> grow();
      case EMPTY_STACKS -> each(i -> stack(0));
      case LOCATIONS_OF_MANY_LINES -> {
        each(i -> dictionary.getLocationTableBuilder(1).addLinesBuilder().setFunctionIndex(1));
        sample();
      }
      case EQUAL_STRINGS -> each(i -> named(string("f" + random.nextInt(10))));
      case LONG_STRINGS_SHARED -> {
        int name = string("x".repeat(steps));
        each(i -> named(name));
      }
      case NUMBERS_THAT_DIFFER_IN_THE_UPPER_HALF ->
          each(
              i -> {
                dictionary.addLocationTableBuilder().setAddress((long) i << 32);
                location();
              });
      case FUNCTIONS_EQUAL_BY_CONTENT -> each(i -> named(1));
      case MAPPINGS_WITH_BUILD_IDS -> {
        int key = string("process.executable.build_id.gnu");
        each(
            i -> {
              dictionary.addMappingTableBuilder().addAttributeIndices(attribute(key, "b" + i));
              int mapping = dictionary.getMappingTableCount() - 1;
              dictionary.addLocationTableBuilder().setMappingIndex(mapping).setAddress(i);
              location();
            });
      }
      case LINKS -> each(this::link);
      default -> fillOwners();
    }
  }

  private void grow() {
    for (int depth = 1; depth * depth / 2 < steps; depth++) {
      var stack = dictionary.addStackTableBuilder();
      for (int i = 0; i < depth; i++) {
        stack.addLocationIndices(1);
      }
      sample().setStackIndex(dictionary.getStackTableCount() - 1);
    }
  }

  private void named(int name) {
    dictionary.addFunctionTableBuilder().setNameStrindex(name);
    int function = dictionary.getFunctionTableCount() - 1;
    dictionary.addLocationTableBuilder().addLinesBuilder().setFunctionIndex(function);
    location();
  }

  private void fillOwners() {
    var resource = request.getResourceProfilesBuilder(0);
    switch (family) {
      case ATTRIBUTES_OF_ONE_SAMPLE -> {
        Sample.Builder sample = sample();
        each(i -> sample.addAttributeIndices(attribute(string("k" + i), "v")));
      }
      case ATTRIBUTE_KEYS ->
          each(i -> sample().addAttributeIndices(attribute(string("k" + i), "v")));
      case RESOURCE_ATTRIBUTES -> {
        sample();
        each(
            i ->
                resource
                    .getResourceBuilder()
                    .addAttributesBuilder()
                    .setKey("k" + i)
                    .getValueBuilder()
                    .setIntValue(i));
      }
      case RESOURCES_OF_ONE_PROFILE -> {
        sample();
        Profile copy = profile.build();
        each(i -> request.addResourceProfilesBuilder().addScopeProfilesBuilder().addProfiles(copy));
      }
      case SCOPES_OF_ONE_PROFILE -> {
        sample();
        Profile copy = profile.build();
        each(
            i ->
                resource
                    .addScopeProfilesBuilder()
                    .addProfiles(copy)
                    .getScopeBuilder()
                    .setName("n" + i));
      }
      case PROFILES_OF_ONE_SAMPLE -> {
        sample();
        copies(steps);
      }
      case PROFILES_OF_ALL_STACKS -> {
        for (int i = 0; i * i < steps; i++) {
          stack(1);
        }
        copies((int) Math.sqrt(steps));
      }
      default -> fillSample();
    }
  }

  private void copies(int count) {
    Profile copy = profile.build();
    var scope = request.getResourceProfilesBuilder(0).getScopeProfilesBuilder(0);
    for (int i = 0; i < count; i++) {
      scope.addProfiles(copy);
    }
  }

  private void fillSample() {
    Sample.Builder sample = sample();
    switch (family) {
      case EMPTY_PROFILES -> {
        var scope = request.getResourceProfilesBuilder(0).getScopeProfilesBuilder(0);
        each(i -> scope.addProfilesBuilder());
      }
      case VALUES_OF_ONE_SAMPLE -> each(i -> sample.addValues(1));
      case TIMESTAMPS_OF_ONE_SAMPLE -> each(i -> sample.addTimestampsUnixNano(random.nextLong()));
      case SATURATED_SAMPLES -> each(i -> sample().addValues(Long.MAX_VALUE));
      case DEEP_ANY_VALUE -> {
        AnyValue value = AnyValue.newBuilder().setIntValue(1).build();
        for (int i = 0; i < 40; i++) {
          AnyValue.Builder outer = AnyValue.newBuilder();
          outer.getArrayValueBuilder().addValues(value);
          value = outer.build();
        }
        AnyValue deep = value;
        each(
            i ->
                request
                    .getResourceProfilesBuilder(0)
                    .getResourceBuilder()
                    .addAttributesBuilder()
                    .setKey("k" + i)
                    .setValue(deep));
      }
      case UNKNOWN_FIELDS -> sample.addValues(2);
      default -> throw new AssertionError(family);
    }
  }
}
