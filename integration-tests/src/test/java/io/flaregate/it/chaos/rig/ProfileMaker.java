package io.flaregate.it.chaos.rig;

import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.Function;
import io.opentelemetry.proto.profiles.v1development.KeyValueAndUnit;
import io.opentelemetry.proto.profiles.v1development.Line;
import io.opentelemetry.proto.profiles.v1development.Link;
import io.opentelemetry.proto.profiles.v1development.Location;
import io.opentelemetry.proto.profiles.v1development.Mapping;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import io.opentelemetry.proto.profiles.v1development.Stack;
import io.opentelemetry.proto.profiles.v1development.ValueType;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import java.util.Random;

/**
 * Makes requests whose profiles have ids: a resource attribute, which becomes a label, and so puts
 * every profile on a place of its own in the ring; and the name of a function, which lands in the
 * pprof.
 */
final class ProfileMaker {
  private static final int FRAME_BYTES = 1_000;

  private final int paddingBytes;
  private final Random random;

  /**
   * A maker of requests.
   *
   * @param paddingBytes random text in each profile, to make it large
   */
  ProfileMaker(int paddingBytes, long seed) {
    this.paddingBytes = paddingBytes;
    random = new Random(seed);
  }

  synchronized ExportProfilesServiceRequest request(List<String> ids, long timeUnixNanos) {
    ExportProfilesServiceRequest.Builder request = ExportProfilesServiceRequest.newBuilder();
    ProfilesDictionary.Builder dictionary = request.getDictionaryBuilder();
    dictionary
        .addStringTable("")
        .addStringTable("cpu")
        .addStringTable("nanoseconds")
        .addMappingTable(Mapping.getDefaultInstance())
        .addFunctionTable(Function.getDefaultInstance())
        .addLocationTable(Location.getDefaultInstance())
        .addStackTable(Stack.getDefaultInstance())
        .addLinkTable(Link.getDefaultInstance())
        .addAttributeTable(KeyValueAndUnit.getDefaultInstance());
    for (String id : ids) {
      Stack.Builder stack = Stack.newBuilder().addLocationIndices(frame(dictionary, id));
      for (int bytes = 0; bytes < paddingBytes; bytes += FRAME_BYTES) {
        stack.addLocationIndices(frame(dictionary, noise()));
      }
      dictionary.addStackTable(stack);
      request.addResourceProfiles(resource(id, dictionary.getStackTableCount() - 1, timeUnixNanos));
    }
    return request.build();
  }

  private static int frame(ProfilesDictionary.Builder dictionary, String name) {
    dictionary.addStringTable(name);
    dictionary.addFunctionTable(
        Function.newBuilder().setNameStrindex(dictionary.getStringTableCount() - 1));
    dictionary.addLocationTable(
        Location.newBuilder()
            .addLines(Line.newBuilder().setFunctionIndex(dictionary.getFunctionTableCount() - 1)));
    return dictionary.getLocationTableCount() - 1;
  }

  private String noise() {
    StringBuilder text = new StringBuilder(FRAME_BYTES);
    while (text.length() < FRAME_BYTES) {
      text.append((char) ('0' + random.nextInt(70)));
    }
    return text.toString();
  }

  private static ResourceProfiles resource(String id, int stack, long timeUnixNanos) {
    ValueType type = ValueType.newBuilder().setTypeStrindex(1).setUnitStrindex(2).build();
    Profile profile =
        Profile.newBuilder()
            .setSampleType(type)
            .setPeriodType(type)
            .setPeriod(10_000_000)
            .setTimeUnixNano(timeUnixNanos)
            .addSamples(Sample.newBuilder().setStackIndex(stack).addValues(1))
            .build();
    return ResourceProfiles.newBuilder()
        .setResource(
            Resource.newBuilder()
                .addAttributes(attribute("service.name", "chaos"))
                .addAttributes(attribute(FakeIngester.ID_LABEL, id)))
        .addScopeProfiles(ScopeProfiles.newBuilder().addProfiles(profile))
        .build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
