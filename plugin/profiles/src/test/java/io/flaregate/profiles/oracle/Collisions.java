package io.flaregate.profiles.oracle;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.KeyValueAndUnit;
import io.opentelemetry.proto.profiles.v1development.Line;
import io.opentelemetry.proto.profiles.v1development.Link;
import io.opentelemetry.proto.profiles.v1development.Location;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.Stack;
import java.util.List;
import java.util.Random;

/**
 * Requests whose entries are easily taken for each other: the same numbers, cut into stack,
 * attributes and link at other places; the same bytes, cut into texts at other places; numbers that
 * differ in their upper half only; one location of two lines and two locations of one line each.
 */
public final class Collisions {
  private static final List<String> TEXTS =
      List.of("", "samples", "count", "a", "ab", "b", "ba", "aa", "span_id", "trace_id", "key");
  private static final int FIRST_NAME = 3;
  private static final int FIRST_KEY = 8;
  private static final int ENTRIES = 6;

  private final Random random;
  private final ProfilesDictionary.Builder dictionary = ProfilesDictionary.newBuilder();

  private Collisions(Random random) {
    this.random = random;
  }

  /** A request; the same seed gives the same. */
  public static ExportProfilesServiceRequest request(long seed) {
    return new Collisions(new Random(seed)).request();
  }

  private ExportProfilesServiceRequest request() {
    dictionary.addAllStringTable(TEXTS).addAllStringTable(TEXTS);
    dictionary.addMappingTableBuilder();
    dictionary.addFunctionTableBuilder();
    dictionary.addLocationTableBuilder();
    dictionary.addStackTableBuilder();
    dictionary.addLinkTableBuilder();
    dictionary.addAttributeTableBuilder();
    for (int i = 1; i < ENTRIES; i++) {
      dictionary.addMappingTableBuilder().setFilenameStrindex(name()).setMemoryStart(number());
      dictionary
          .addFunctionTableBuilder()
          .setNameStrindex(name())
          .setSystemNameStrindex(name())
          .setFilenameStrindex(name())
          .setStartLine(number());
      dictionary.addLinkTable(link());
      dictionary.addAttributeTable(attribute());
    }
    for (int i = 1; i < 3 * ENTRIES; i++) {
      dictionary.addLocationTable(location());
      dictionary.addStackTable(stack());
    }
    ExportProfilesServiceRequest.Builder request = ExportProfilesServiceRequest.newBuilder();
    var scope = request.addResourceProfilesBuilder().addScopeProfilesBuilder();
    scope.addProfiles(profile()).addProfiles(profile());
    return request.setDictionary(dictionary).build();
  }

  private int name() {
    return (random.nextInt(8) == 0 ? TEXTS.size() : 0)
        + FIRST_NAME
        + random.nextInt(FIRST_KEY - FIRST_NAME);
  }

  /** One of few numbers, some of which are equal in one half. */
  private long number() {
    return (long) random.nextInt(3) | (random.nextInt(4) == 0 ? 3L << 32 : 0);
  }

  private int entry() {
    return random.nextInt(ENTRIES);
  }

  private Link link() {
    byte[] ids = new byte[24];
    ids[random.nextInt(24)] = 1;
    ids[23] |= (byte) random.nextInt(2);
    ids[0] |= (byte) random.nextInt(2);
    return Link.newBuilder()
        .setTraceId(ByteString.copyFrom(ids, 0, 16))
        .setSpanId(ByteString.copyFrom(ids, 16, 8))
        .build();
  }

  private KeyValueAndUnit attribute() {
    KeyValueAndUnit.Builder attribute = KeyValueAndUnit.newBuilder();
    attribute.setKeyStrindex(FIRST_KEY + random.nextInt(3));
    attribute.setUnitStrindex(name());
    if (random.nextInt(3) == 0) {
      attribute.getValueBuilder().setIntValue(number());
    } else if (random.nextBoolean()) {
      attribute.getValueBuilder().setStringValueStrindex(name());
    } else {
      attribute.getValueBuilder().setStringValue(TEXTS.get(name() % TEXTS.size()));
    }
    return attribute.build();
  }

  private Location location() {
    Location.Builder location =
        Location.newBuilder().setMappingIndex(random.nextInt(3)).setAddress(number());
    for (int i = random.nextInt(3); i > 0; i--) {
      location.addLines(Line.newBuilder().setFunctionIndex(entry()).setLine(number()));
    }
    return location.build();
  }

  private Stack stack() {
    Stack.Builder stack = Stack.newBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      stack.addLocationIndices(entry());
    }
    return stack.build();
  }

  private Profile profile() {
    Profile.Builder profile = Profile.newBuilder();
    profile.getSampleTypeBuilder().setTypeStrindex(1).setUnitStrindex(2);
    for (int i = 200; i > 0; i--) {
      Sample.Builder sample = Sample.newBuilder().setStackIndex(entry()).setLinkIndex(entry());
      for (int j = random.nextInt(3); j > 0; j--) {
        sample.addAttributeIndices(entry());
      }
      profile.addSamples(
          sample.addValues(
              random.nextInt(50) == 0 ? Long.MAX_VALUE - random.nextInt(3) : 1L << i % 60));
    }
    return profile.build();
  }
}
