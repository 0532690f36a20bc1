package io.flaregate.otlp;

import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.Function;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Small requests made with the generated messages. */
final class Requests {
  private static final int NO_SUCH_STACK = 77;

  private Requests() {}

  /** A request of so many profiles with two samples each. */
  static ExportProfilesServiceRequest of(int profiles) {
    return of(profiles, Set.of());
  }

  /** The same, in which some profiles refer to a stack that is not there. */
  static ExportProfilesServiceRequest of(int profiles, Set<Integer> malformed) {
    ScopeProfiles.Builder scope = ScopeProfiles.newBuilder();
    for (int i = 0; i < profiles; i++) {
      scope.addProfiles(profile(malformed.contains(i) ? NO_SUCH_STACK : 1));
    }
    return ExportProfilesServiceRequest.newBuilder()
        .setDictionary(dictionary())
        .addResourceProfiles(ResourceProfiles.newBuilder().addScopeProfiles(scope))
        .build();
  }

  /** A profile for each resource, which has one attribute; null: none. */
  static ExportProfilesServiceRequest ofResources(String key, @Nullable AnyValue... values) {
    ExportProfilesServiceRequest.Builder request =
        ExportProfilesServiceRequest.newBuilder().setDictionary(dictionary());
    for (AnyValue value : values) {
      ResourceProfiles.Builder resource =
          ResourceProfiles.newBuilder()
              .addScopeProfiles(ScopeProfiles.newBuilder().addProfiles(profile(1)));
      if (value != null) {
        resource.setResource(
            Resource.newBuilder().addAttributes(KeyValue.newBuilder().setKey(key).setValue(value)));
      }
      request.addResourceProfiles(resource);
    }
    return request.build();
  }

  static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  /** Profiles with random numbers of samples, stacks and values. */
  static ExportProfilesServiceRequest random(java.util.Random random, int profiles) {
    ScopeProfiles.Builder scope = ScopeProfiles.newBuilder();
    for (int i = 0; i < profiles; i++) {
      Profile.Builder profile = profile(1).toBuilder().clearSamples();
      profile.setTimeUnixNano(1 + random.nextInt(1000)).setDurationNano(random.nextInt(1000));
      profile.setPeriod(random.nextInt(100));
      for (int sample = random.nextInt(5); sample >= 0; sample--) {
        profile.addSamples(
            Sample.newBuilder().setStackIndex(random.nextInt(2)).addValues(random.nextInt(9)));
      }
      scope.addProfiles(profile);
    }
    return ExportProfilesServiceRequest.newBuilder()
        .setDictionary(dictionary())
        .addResourceProfiles(ResourceProfiles.newBuilder().addScopeProfiles(scope))
        .build();
  }

  /** A valid request of one profile that is at least so many bytes long and hard to compress. */
  static ExportProfilesServiceRequest ofBytes(int bytes) {
    StringBuilder text = new StringBuilder(bytes);
    java.util.Random random = new java.util.Random(bytes);
    while (text.length() < bytes) {
      text.append((char) ('0' + random.nextInt(70)));
    }
    ExportProfilesServiceRequest.Builder request = of(1).toBuilder();
    request.getDictionaryBuilder().addStringTable(text.toString());
    return request.build();
  }

  /** A valid request that compresses a thousandfold. */
  static ExportProfilesServiceRequest bomb(int bytes) {
    ExportProfilesServiceRequest.Builder request = of(1).toBuilder();
    request.getDictionaryBuilder().addStringTable("a".repeat(bytes));
    return request.build();
  }

  private static ProfilesDictionary dictionary() {
    return ProfilesDictionary.newBuilder()
        .addStringTable("")
        .addStringTable("cpu")
        .addStringTable("nanoseconds")
        .addStringTable("main")
        .addMappingTable(Mapping.getDefaultInstance())
        .addFunctionTable(Function.getDefaultInstance())
        .addFunctionTable(Function.newBuilder().setNameStrindex(3))
        .addLocationTable(Location.getDefaultInstance())
        .addLocationTable(Location.newBuilder().addLines(Line.newBuilder().setFunctionIndex(1)))
        .addStackTable(Stack.getDefaultInstance())
        .addStackTable(Stack.newBuilder().addLocationIndices(1))
        .addLinkTable(Link.getDefaultInstance())
        .addAttributeTable(
            io.opentelemetry.proto.profiles.v1development.KeyValueAndUnit.getDefaultInstance())
        .build();
  }

  private static Profile profile(int stack) {
    ValueType type = ValueType.newBuilder().setTypeStrindex(1).setUnitStrindex(2).build();
    return Profile.newBuilder()
        .setSampleType(type)
        .setPeriodType(type)
        .setPeriod(10)
        .setTimeUnixNano(1_700_000_000_000_000_000L)
        .addSamples(Sample.newBuilder().setStackIndex(1).addValues(5))
        .addSamples(Sample.newBuilder().setStackIndex(stack).addValues(7))
        .build();
  }
}
