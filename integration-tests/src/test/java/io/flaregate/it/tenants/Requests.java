package io.flaregate.it.tenants;

import io.flaregate.it.badinput.OtlpMaker;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import io.opentelemetry.proto.profiles.v1development.ValueType;
import java.util.List;
import java.util.Random;

/** Makes requests of many resources, of which each becomes a series. Seeded. */
final class Requests {
  private static final int NAME_CHARS = 40;

  private final Random random;

  Requests(long seed) {
    random = new Random(seed);
  }

  /**
   * A request with one profile of each service.
   *
   * @param samples how many stacks each profile has; all profiles have the same
   */
  ExportProfilesServiceRequest of(List<String> services, int samples) {
    OtlpMaker maker = new OtlpMaker();
    maker.profile();
    stacks(maker, samples);
    ResourceProfiles first = maker.resource().build();
    ExportProfilesServiceRequest.Builder request = maker.request().toBuilder();
    request.clearResourceProfiles();
    for (String service : services) {
      ResourceProfiles.Builder resource = request.addResourceProfilesBuilder();
      resource.mergeFrom(first).getResourceBuilder().clearAttributes();
      resource.getResourceBuilder().addAttributes(attribute("service.name", service));
    }
    return request.build();
  }

  private void stacks(OtlpMaker maker, int samples) {
    Profile.Builder profile = maker.first();
    for (int i = 0; i < samples; i++) {
      OtlpMaker.sample(profile).setStackIndex(maker.stackOf(maker.string(name())));
    }
  }

  private String name() {
    StringBuilder text = new StringBuilder(NAME_CHARS);
    while (text.length() < NAME_CHARS) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /** A request whose profiles each have a label value, a scope and a type that no other has. */
  static ExportProfilesServiceRequest unique(int from, int count) {
    OtlpMaker maker = OtlpMaker.sound();
    ResourceProfiles first = maker.resource().build();
    maker.resource().clear();
    ExportProfilesServiceRequest.Builder request = maker.request().toBuilder();
    request.clearResourceProfiles();
    for (int i = from; i < from + count; i++) {
      int type = maker.string("type" + i);
      ResourceProfiles.Builder resource = request.addResourceProfilesBuilder().mergeFrom(first);
      resource.getResourceBuilder().addAttributes(attribute("user", "user-" + i));
      ScopeProfiles.Builder scope = resource.getScopeProfilesBuilder(0);
      scope.getScopeBuilder().setName("scope-" + i).setVersion("v" + i);
      ValueType.Builder own = ValueType.newBuilder().setTypeStrindex(type).setUnitStrindex(2);
      scope.getProfilesBuilder(0).setSampleType(own);
    }
    return request.setDictionary(maker.dictionary()).build();
  }

  /** The same at this moment, so that it is a new profile of each series. */
  static ExportProfilesServiceRequest now(ExportProfilesServiceRequest request) {
    ExportProfilesServiceRequest.Builder result = request.toBuilder();
    long nanos = System.currentTimeMillis() * 1_000_000;
    for (ResourceProfiles.Builder resource : result.getResourceProfilesBuilderList()) {
      for (ScopeProfiles.Builder scope : resource.getScopeProfilesBuilderList()) {
        scope.getProfilesBuilderList().forEach(profile -> profile.setTimeUnixNano(nanos));
      }
    }
    return result.build();
  }

  private static KeyValue attribute(String key, String value) {
    KeyValue.Builder attribute = KeyValue.newBuilder().setKey(key);
    attribute.getValueBuilder().setStringValue(value);
    return attribute.build();
  }
}
