package io.flaregate.profiles.oracle;

import com.google.protobuf.ByteString;
import io.flaregate.profiles.oracle.NaiveProfile.Line;
import io.flaregate.profiles.oracle.NaiveProfile.Location;
import io.flaregate.profiles.oracle.NaiveProfile.Sample;
import io.flaregate.profiles.oracle.NaiveProfile.TypeAndUnit;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.Function;
import io.opentelemetry.proto.profiles.v1development.KeyValueAndUnit;
import io.opentelemetry.proto.profiles.v1development.Link;
import io.opentelemetry.proto.profiles.v1development.Mapping;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import io.opentelemetry.proto.profiles.v1development.ValueType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Resolves every reference of a request, and finds the profiles that have dangling ones. */
public final class NaiveDecode {
  private static final String BUILD_ID = "process.executable.build_id.gnu";

  private final ProfilesDictionary dictionary;
  private final Map<Integer, List<Location>> stacks = new HashMap<>();
  private final Map<Integer, Location> locations = new HashMap<>();

  private NaiveDecode(ProfilesDictionary dictionary) {
    this.dictionary = dictionary;
  }

  /** All profiles of a request in their order. */
  public static List<NaiveProfile> decode(ExportProfilesServiceRequest request) {
    NaiveDecode decode = new NaiveDecode(request.getDictionary());
    List<NaiveProfile> profiles = new ArrayList<>();
    for (ResourceProfiles resource : request.getResourceProfilesList()) {
      for (ScopeProfiles scope : resource.getScopeProfilesList()) {
        for (Profile profile : scope.getProfilesList()) {
          profiles.add(decode.profileOrMalformed(resource, scope, profile));
        }
      }
    }
    return profiles;
  }

  private NaiveProfile profileOrMalformed(
      ResourceProfiles resource, ScopeProfiles scope, Profile profile) {
    try {
      NaiveProfile naive = profile(resource, scope, profile);
      return naive.type().name().isEmpty() ? NaiveProfile.MALFORMED : naive;
    } catch (IndexOutOfBoundsException e) {
      return NaiveProfile.MALFORMED;
    }
  }

  private NaiveProfile profile(ResourceProfiles resource, ScopeProfiles scope, Profile profile) {
    List<Sample> samples = new ArrayList<>();
    for (var each : profile.getSamplesList()) {
      Sample sample = sample(each);
      if (sample != null) {
        samples.add(sample);
      }
    }
    return new NaiveProfile(
        true,
        owned(resource.getResource().getAttributesList()),
        scope.getScope().getName(),
        scope.getScope().getVersion(),
        owned(scope.getScope().getAttributesList()),
        type(profile.getSampleType()),
        type(profile.getPeriodType()),
        profile.getPeriod(),
        unsigned(profile.getTimeUnixNano()),
        unsigned(profile.getDurationNano()),
        id(profile.getProfileId(), 16),
        profile.getSamplesCount() - samples.size(),
        samples);
  }

  private static long unsigned(long value) {
    return value < 0 ? Long.MAX_VALUE : value;
  }

  private static String id(ByteString bytes, int length) {
    String hex = HexFormat.of().formatHex(bytes.toByteArray());
    return bytes.size() == length && !hex.matches("0*") ? hex : "";
  }

  private TypeAndUnit type(ValueType type) {
    return new TypeAndUnit(string(type.getTypeStrindex()), string(type.getUnitStrindex()));
  }

  private String string(int index) {
    return index == 0 ? "" : dictionary.getStringTable(index);
  }

  private Map<String, Object> owned(List<KeyValue> attributes) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (KeyValue attribute : attributes) {
      // A key that stands inline counts, whatever the reference is.
      String key =
          attribute.getKey().isEmpty() ? string(attribute.getKeyStrindex()) : attribute.getKey();
      Object value = value(attribute.getValue());
      map.putIfAbsent(key, value);
    }
    return map;
  }

  private Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case STRING_VALUE_STRINDEX -> string(value.getStringValueStrindex());
      case INT_VALUE -> value.getIntValue();
      case BOOL_VALUE -> value.getBoolValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case ARRAY_VALUE -> onlyElement(value.getArrayValue().getValuesList());
      default -> NaiveProfile.NO_VALUE;
    };
  }

  private Object onlyElement(List<AnyValue> elements) {
    if (elements.size() == 1) {
      Object element =
          elements.get(0).hasArrayValue() ? NaiveProfile.NO_VALUE : value(elements.get(0));
      if (element instanceof String || element instanceof Long) {
        return element;
      }
    }
    return NaiveProfile.NO_VALUE;
  }

  private @Nullable Sample sample(io.opentelemetry.proto.profiles.v1development.Sample sample) {
    List<Location> stack = stack(sample.getStackIndex());
    Map<String, Object> attributes = new TreeMap<>();
    for (int index : sample.getAttributeIndicesList()) {
      if (index != 0) {
        KeyValueAndUnit attribute = attribute(index);
        attributes.putIfAbsent(string(attribute.getKeyStrindex()), value(attribute.getValue()));
      }
    }
    Link link =
        sample.getLinkIndex() == 0
            ? Link.getDefaultInstance()
            : dictionary.getLinkTable(sample.getLinkIndex());
    boolean goodLink =
        link.getTraceId().size() % 16 == 0
            && link.getTraceId().size() <= 16
            && link.getSpanId().size() % 8 == 0
            && link.getSpanId().size() <= 8;
    if (sample.getValuesCount() + sample.getTimestampsUnixNanoCount() == 0) {
      return null;
    }
    return new Sample(
        stack,
        attributes,
        goodLink ? id(link.getTraceId(), 16) : "",
        goodLink ? id(link.getSpanId(), 8) : "",
        sample.getValuesCount() == 0 ? sample.getTimestampsUnixNanoCount() : sum(sample));
  }

  /** Checks that its references exist. */
  private KeyValueAndUnit attribute(int index) {
    KeyValueAndUnit attribute = dictionary.getAttributeTable(index);
    string(attribute.getUnitStrindex());
    string(attribute.getKeyStrindex());
    value(attribute.getValue());
    return attribute;
  }

  private static long sum(io.opentelemetry.proto.profiles.v1development.Sample sample) {
    BigInteger sum = BigInteger.ZERO;
    for (long value : sample.getValuesList()) {
      sum = sum.add(BigInteger.valueOf(value));
      sum = sum.min(BigInteger.valueOf(Long.MAX_VALUE)).max(BigInteger.valueOf(Long.MIN_VALUE));
    }
    return sum.longValueExact();
  }

  private List<Location> stack(int index) {
    List<Location> stack = stacks.get(index);
    if (stack == null) {
      stack = new ArrayList<>();
      for (int location : dictionary.getStackTable(index).getLocationIndicesList()) {
        if (location != 0) {
          stack.add(location(location));
        }
      }
      stacks.put(index, stack);
    }
    return stack;
  }

  private Location location(int index) {
    Location location = locations.get(index);
    if (location == null) {
      var from = dictionary.getLocationTable(index);
      List<Line> lines = new ArrayList<>();
      for (var line : from.getLinesList()) {
        lines.add(line(line));
      }
      location = new Location(mapping(from.getMappingIndex()), from.getAddress(), lines);
      locations.put(index, location);
    }
    return location;
  }

  private Line line(io.opentelemetry.proto.profiles.v1development.Line line) {
    Function function =
        line.getFunctionIndex() == 0
            ? Function.getDefaultInstance()
            : dictionary.getFunctionTable(line.getFunctionIndex());
    return new Line(
        string(function.getNameStrindex()),
        string(function.getSystemNameStrindex()),
        string(function.getFilenameStrindex()),
        function.getStartLine(),
        line.getLine(),
        line.getColumn());
  }

  private String mapping(int index) {
    if (index == 0) {
      return "";
    }
    Mapping mapping = dictionary.getMappingTable(index);
    String buildId = "";
    for (int each : mapping.getAttributeIndicesList()) {
      if (each != 0) {
        KeyValueAndUnit attribute = attribute(each);
        if (buildId.isEmpty()
            && string(attribute.getKeyStrindex()).equals(BUILD_ID)
            && value(attribute.getValue()) instanceof String text) {
          buildId = text;
        }
      }
    }
    return mappingText(
        string(mapping.getFilenameStrindex()),
        buildId,
        mapping.getMemoryStart(),
        mapping.getMemoryLimit(),
        mapping.getFileOffset());
  }

  /** A mapping as text: its file on a line of its own, then the rest. */
  public static String mappingText(
      String file, String buildId, long start, long limit, long offset) {
    return file
        + "\n"
        + buildId
        + " "
        + Long.toHexString(start)
        + "-"
        + Long.toHexString(limit)
        + "+"
        + Long.toHexString(offset);
  }
}
