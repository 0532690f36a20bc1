package io.flaregate.it.badinput;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
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
import io.opentelemetry.proto.profiles.v1development.Stack;
import io.opentelemetry.proto.profiles.v1development.ValueType;

/** Makes OTLP requests, sound until somebody spoils them. */
public final class OtlpMaker {
  private static final int ID_BYTES = 16;

  private final ExportProfilesServiceRequest.Builder request =
      ExportProfilesServiceRequest.newBuilder();

  /** A request with the entries 0 of all tables, one resource and one scope, and no profile. */
  public OtlpMaker() {
    dictionary()
        .addStringTable("")
        .addStringTable("cpu")
        .addStringTable("nanoseconds")
        .addStringTable("main")
        .addStringTable("service.name")
        .addStringTable("thread.name")
        .addMappingTable(Mapping.getDefaultInstance())
        .addFunctionTable(Function.getDefaultInstance())
        .addFunctionTable(Function.newBuilder().setNameStrindex(3))
        .addLocationTable(Location.getDefaultInstance())
        .addLocationTable(Location.newBuilder().addLines(Line.newBuilder().setFunctionIndex(1)))
        .addStackTable(Stack.getDefaultInstance())
        .addStackTable(Stack.newBuilder().addLocationIndices(1))
        .addLinkTable(Link.getDefaultInstance())
        .addAttributeTable(KeyValueAndUnit.getDefaultInstance());
    request.addResourceProfilesBuilder().addScopeProfilesBuilder();
    resourceAttribute("service.name", "shop");
  }

  /** A request with one sound profile. */
  public static OtlpMaker sound() {
    OtlpMaker maker = new OtlpMaker();
    maker.profile();
    return maker;
  }

  /** The tables. */
  public ProfilesDictionary.Builder dictionary() {
    return request.getDictionaryBuilder();
  }

  /** The first resource with its profiles. */
  public ResourceProfiles.Builder resource() {
    return request.getResourceProfilesBuilder(0);
  }

  /** Adds an attribute of the resource. */
  public KeyValue.Builder resourceAttribute(String key, String value) {
    KeyValue.Builder attribute = resource().getResourceBuilder().addAttributesBuilder();
    attribute.setKey(key).getValueBuilder().setStringValue(value);
    return attribute;
  }

  /** Adds a sound profile with one sample. */
  public Profile.Builder profile() {
    ValueType type = ValueType.newBuilder().setTypeStrindex(1).setUnitStrindex(2).build();
    Profile.Builder profile = resource().getScopeProfilesBuilder(0).addProfilesBuilder();
    profile.setSampleType(type).setPeriodType(type).setPeriod(10_000_000);
    sample(profile);
    return profile;
  }

  /** The first profile. */
  public Profile.Builder first() {
    return resource().getScopeProfilesBuilder(0).getProfilesBuilder(0);
  }

  /** Adds a sound sample. */
  public static Sample.Builder sample(Profile.Builder profile) {
    return profile.addSamplesBuilder().setStackIndex(1).addValues(10_000_000);
  }

  /** Adds a string and gives its index. */
  public int string(String text) {
    dictionary().addStringTable(text);
    return dictionary().getStringTableCount() - 1;
  }

  /** Adds an attribute of samples and gives its index. */
  public int attribute(int key, String value) {
    dictionary()
        .addAttributeTableBuilder()
        .setKeyStrindex(key)
        .getValueBuilder()
        .setStringValue(value);
    return dictionary().getAttributeTableCount() - 1;
  }

  /** Adds a function by the index of its name, with a location and a stack; gives the stack. */
  public int stackOf(int name) {
    dictionary().addFunctionTableBuilder().setNameStrindex(name);
    int function = dictionary().getFunctionTableCount() - 1;
    dictionary().addLocationTableBuilder().addLinesBuilder().setFunctionIndex(function);
    dictionary()
        .addStackTableBuilder()
        .addLocationIndices(dictionary().getLocationTableCount() - 1);
    return dictionary().getStackTableCount() - 1;
  }

  /** Adds a link and gives its index. */
  public int link(int number) {
    byte[] id = new byte[ID_BYTES];
    for (int i = 0; i < Integer.BYTES; i++) {
      id[i] = (byte) (number >>> (Byte.SIZE * i));
    }
    id[ID_BYTES / 2 - 1] = 1;
    dictionary()
        .addLinkTableBuilder()
        .setTraceId(ByteString.copyFrom(id))
        .setSpanId(ByteString.copyFrom(id, 0, ID_BYTES / 2));
    return dictionary().getLinkTableCount() - 1;
  }

  /** Makes stack 1 as deep as that. */
  public void deepen(int depth) {
    for (int i = 1; i < depth; i++) {
      dictionary().getStackTableBuilder(1).addLocationIndices(1);
    }
  }

  /** The request. */
  public ExportProfilesServiceRequest request() {
    return request.build();
  }

  /** Its bytes. */
  public byte[] bytes() {
    return request().toByteArray();
  }
}
