package io.flaregate.phlare.ringcli;

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

/** A small OTLP request as a file holds it. */
final class OtlpRequests {
  private OtlpRequests() {}

  /** One CPU profile of a service. */
  static byte[] cpu(String service) {
    ValueType type = ValueType.newBuilder().setTypeStrindex(1).setUnitStrindex(2).build();
    Profile.Builder profile =
        Profile.newBuilder()
            .setSampleType(type)
            .setPeriodType(type)
            .setPeriod(10)
            .setTimeUnixNano(1_700_000_000_000_000_000L)
            .addSamples(Sample.newBuilder().setStackIndex(1).addValues(5));
    KeyValue.Builder name =
        KeyValue.newBuilder()
            .setKey("service.name")
            .setValue(AnyValue.newBuilder().setStringValue(service));
    return ExportProfilesServiceRequest.newBuilder()
        .setDictionary(dictionary())
        .addResourceProfiles(
            ResourceProfiles.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(name))
                .addScopeProfiles(ScopeProfiles.newBuilder().addProfiles(profile)))
        .build()
        .toByteArray();
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
        .addAttributeTable(KeyValueAndUnit.getDefaultInstance())
        .build();
  }
}
