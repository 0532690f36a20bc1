package io.flaregate.profiles.oracle;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random requests: small tables in which many entries are equal in content, so that everything that
 * merges by content has much to do. The same seed gives the same request.
 */
public final class RandomRequests {
  private static final List<String> KEYS =
      List.of(
          "thread.name", "thread.id", "host", "k8s.pod.name", "env", "a", "aa", "é", "process.pid");
  private static final List<String> NAMES =
      List.of("main", "run", "Gö.läuft", "λ", "𝒳", "java.lang.Thread.run", "a", "b", "c", "d");
  private static final List<String[]> TYPES =
      List.of(
          new String[] {"samples", "count", "cpu", "nanoseconds"},
          new String[] {"off_cpu", "nanoseconds", "", ""},
          new String[] {"alloc_space", "bytes", "space", "bytes"},
          new String[] {"contentions", "count", "mutex", "count"},
          new String[] {"wall", "nanoseconds", "", ""});

  private final Random random;
  private final double dangling;
  private final boolean small;
  private final List<String> strings = new ArrayList<>(List.of(""));
  private final ProfilesDictionary.Builder dictionary = ProfilesDictionary.newBuilder();

  private RandomRequests(Random random, double dangling, boolean small) {
    this.random = random;
    this.dangling = dangling;
    this.small = small;
  }

  /** A request without fault. */
  public static ExportProfilesServiceRequest legal(long seed) {
    return new RandomRequests(new Random(seed), 0, false).request();
  }

  /** A request in which some references lead nowhere. */
  public static ExportProfilesServiceRequest dangling(long seed) {
    return new RandomRequests(new Random(seed), 0.004, false).request();
  }

  /**
   * A request with tables of a few entries and some samples only, so that a fuzzer can try many.
   *
   * @param dangling whether some references lead nowhere
   */
  public static ExportProfilesServiceRequest small(long seed, boolean dangling) {
    return new RandomRequests(new Random(seed), dangling ? 0.01 : 0, true).request();
  }

  /** A number below a bound, or below the lower one of small requests. */
  private int some(int bound, int boundIfSmall) {
    return random.nextInt(small ? boundIfSmall : bound);
  }

  private ExportProfilesServiceRequest request() {
    tables();
    ExportProfilesServiceRequest.Builder request = ExportProfilesServiceRequest.newBuilder();
    for (int i = some(4, 2); i >= 0; i--) {
      ResourceProfiles.Builder resource = ResourceProfiles.newBuilder();
      owned(true, resource.getResourceBuilder()::addAttributes);
      for (int j = some(3, 2); j >= 0; j--) {
        resource.addScopeProfiles(scope());
      }
      request.addResourceProfiles(resource);
    }
    dictionary.addAllStringTable(strings);
    return request.setDictionary(dictionary).build();
  }

  /** An index of a text, which may be in the table more than once. */
  private int string(String text) {
    int known = strings.indexOf(text);
    if (known >= 0 && random.nextInt(10) > 0) {
      return reference(known);
    }
    strings.add(text);
    return reference(strings.size() - 1);
  }

  private int reference(int index) {
    if (random.nextDouble() >= dangling) {
      return index;
    }
    return random.nextBoolean() ? -1 - random.nextInt(5) : 100_000 + random.nextInt(5);
  }

  private String any(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  private void tables() {
    dictionary.addAttributeTable(KeyValueAndUnit.getDefaultInstance());
    for (int i = 1 + some(20, 5); i > 0; i--) {
      dictionary.addAttributeTable(
          KeyValueAndUnit.newBuilder()
              .setKeyStrindex(string(key()))
              .setUnitStrindex(string("unit"))
              .setValue(value(0)));
    }
    dictionary.addMappingTable(Mapping.getDefaultInstance());
    for (int i = random.nextInt(4); i > 0; i--) {
      dictionary.addMappingTable(mapping());
    }
    dictionary.addFunctionTable(Function.getDefaultInstance());
    for (int i = 1 + some(20, 4); i > 0; i--) {
      dictionary.addFunctionTable(
          Function.newBuilder()
              .setNameStrindex(string(any(NAMES)))
              .setSystemNameStrindex(string(any(NAMES)))
              .setFilenameStrindex(string(any(NAMES) + ".java"))
              .setStartLine(random.nextInt(3)));
    }
    dictionary.addLocationTable(Location.getDefaultInstance());
    for (int i = 1 + some(30, 5); i > 0; i--) {
      dictionary.addLocationTable(location());
    }
    dictionary.addStackTable(Stack.getDefaultInstance());
    for (int i = 1 + some(30, 5); i > 0; i--) {
      dictionary.addStackTable(stack());
    }
    dictionary.addLinkTable(Link.getDefaultInstance());
    for (int i = random.nextInt(5); i > 0; i--) {
      dictionary.addLinkTable(
          Link.newBuilder().setTraceId(id(16)).setSpanId(id(random.nextInt(9) == 0 ? 3 : 8)));
    }
  }

  private String key() {
    return switch (random.nextInt(20)) {
      case 0 -> "service.name";
      case 1 -> "span_id";
      default -> any(KEYS);
    };
  }

  private ByteString id(int length) {
    byte[] bytes = new byte[length];
    bytes[length - 1] = (byte) (1 + random.nextInt(3));
    return ByteString.copyFrom(bytes);
  }

  private Mapping mapping() {
    Mapping.Builder mapping =
        Mapping.newBuilder()
            .setMemoryStart(random.nextInt(3) * 4096L)
            .setMemoryLimit(random.nextLong())
            .setFileOffset(random.nextInt(3))
            .setFilenameStrindex(string("/lib/" + any(NAMES)));
    if (random.nextBoolean()) {
      dictionary.addAttributeTable(
          KeyValueAndUnit.newBuilder()
              .setKeyStrindex(string("process.executable.build_id.gnu"))
              .setValue(AnyValue.newBuilder().setStringValue("build" + random.nextInt(3))));
      mapping.addAttributeIndices(reference(random.nextInt(dictionary.getAttributeTableCount())));
      mapping.addAttributeIndices(reference(dictionary.getAttributeTableCount() - 1));
    }
    return mapping.build();
  }

  private Location location() {
    Location.Builder location =
        Location.newBuilder()
            .setAddress(random.nextInt(5) * 16L)
            .setMappingIndex(reference(random.nextInt(dictionary.getMappingTableCount())));
    for (int i = random.nextInt(3); i > 0; i--) {
      location.addLines(
          Line.newBuilder()
              .setFunctionIndex(reference(random.nextInt(dictionary.getFunctionTableCount())))
              .setLine(random.nextInt(3))
              .setColumn(random.nextInt(2)));
    }
    return location.build();
  }

  private Stack stack() {
    Stack.Builder stack = Stack.newBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      stack.addLocationIndices(reference(random.nextInt(dictionary.getLocationTableCount())));
    }
    return stack.build();
  }

  private interface Adder {
    Object add(KeyValue attribute);
  }

  private void owned(boolean resource, Adder adder) {
    if (resource && random.nextInt(4) > 0) {
      adder.add(keyValue("service.name", text(any(List.of("shop", "index", "")))));
    }
    if (resource && random.nextInt(3) == 0) {
      adder.add(keyValue("process.executable.name", text("java")));
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      adder.add(keyValue(any(KEYS), value(0)));
    }
  }

  private KeyValue keyValue(String key, AnyValue value) {
    KeyValue.Builder attribute = KeyValue.newBuilder().setValue(value);
    return (random.nextBoolean() ? attribute.setKey(key) : attribute.setKeyStrindex(string(key)))
        .build();
  }

  private AnyValue text(String text) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return (random.nextBoolean()
            ? value.setStringValue(text)
            : value.setStringValueStrindex(string(text)))
        .build();
  }

  private AnyValue value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (random.nextInt(depth < 2 ? 14 : 9)) {
      case 0 -> value.build();
      case 1 -> value.setIntValue(random.nextInt(3)).build();
      case 2 -> value.setIntValue(random.nextLong()).build();
      case 3 -> value.setBoolValue(random.nextBoolean()).build();
      case 4 -> value.setDoubleValue(random.nextInt(3) / 2.0).build();
      case 5 -> value.setBytesValue(id(4)).build();
      case 9 -> value.setArrayValue(ArrayValue.getDefaultInstance()).build();
      case 10 -> value.setArrayValue(ArrayValue.newBuilder().addValues(value(depth + 1))).build();
      case 11 ->
          value
              .setArrayValue(
                  ArrayValue.newBuilder().addValues(value(depth + 1)).addValues(value(depth + 1)))
              .build();
      case 12 ->
          value
              .setKvlistValue(
                  KeyValueList.newBuilder()
                      .addValues(KeyValue.newBuilder().setKey("k").setValue(value(depth + 1))))
              .build();
      default -> text(any(NAMES));
    };
  }

  private ScopeProfiles scope() {
    ScopeProfiles.Builder scope = ScopeProfiles.newBuilder();
    if (random.nextBoolean()) {
      scope.getScopeBuilder().setName("scope" + random.nextInt(2));
      owned(false, scope.getScopeBuilder()::addAttributes);
    }
    if (random.nextInt(3) == 0) {
      scope.getScopeBuilder().setVersion("v" + random.nextInt(2));
    }
    for (int i = some(4, 3); i > 0; i--) {
      scope.addProfiles(profile());
    }
    return scope.build();
  }

  private Profile profile() {
    String[] type = TYPES.get(random.nextInt(TYPES.size()));
    Profile.Builder profile =
        Profile.newBuilder()
            .setSampleType(valueType(type[0], type[1]))
            .setTimeUnixNano(random.nextInt(4) == 0 ? 0 : 1_700_000_000_000_000_000L)
            .setDurationNano(random.nextInt(3) * 1_000_000_000L)
            .setPeriod(1 + random.nextInt(20_000_000))
            .setDroppedAttributesCount(random.nextInt(2))
            .setOriginalPayloadFormat(random.nextInt(5) == 0 ? "pprofext" : "");
    if (!type[2].isEmpty()) {
      profile.setPeriodType(valueType(type[2], type[3]));
    }
    if (random.nextBoolean()) {
      profile.setProfileId(id(random.nextInt(6) == 0 ? 5 : 16));
    }
    for (int i = some(60, 10); i > 0; i--) {
      profile.addSamples(sample());
    }
    return profile.build();
  }

  private ValueType valueType(String name, String unit) {
    return ValueType.newBuilder()
        .setTypeStrindex(string(name))
        .setUnitStrindex(string(unit))
        .build();
  }

  private Sample sample() {
    Sample.Builder sample =
        Sample.newBuilder()
            .setStackIndex(reference(random.nextInt(dictionary.getStackTableCount())));
    if (random.nextInt(3) == 0) {
      sample.setLinkIndex(reference(random.nextInt(dictionary.getLinkTableCount())));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      sample.addAttributeIndices(reference(random.nextInt(dictionary.getAttributeTableCount())));
    }
    int shape = random.nextInt(20);
    for (int i = shape < 12 ? 1 : shape < 14 ? 3 : 0; i > 0; i--) {
      sample.addValues(amount());
    }
    for (int i = shape > 13 && shape < 19 ? 1 + random.nextInt(4) : 0; i > 0; i--) {
      sample.addTimestampsUnixNano(random.nextLong());
    }
    return sample.build();
  }

  private long amount() {
    return switch (random.nextInt(30)) {
      case 0 -> 0;
      case 1 -> -random.nextInt(100);
      case 2 -> Long.MAX_VALUE - random.nextInt(10);
      default -> random.nextInt(1000);
    };
  }
}
