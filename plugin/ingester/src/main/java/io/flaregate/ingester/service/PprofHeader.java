package io.flaregate.ingester.service;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import io.flaregate.ingester.model.ProfileType;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.pprof.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pprof says of itself, read without its samples and symbols.
 *
 * @param types what its values mean
 * @param timeNanos its time, nanoseconds since 1970
 */
record PprofHeader(List<ProfileType> types, long timeNanos) {
  /** Most values that a sample may have. */
  static final int MAX_SAMPLE_TYPES = 64;

  PprofHeader {
    types = List.copyOf(types);
  }

  /**
   * Reads a well-formed pprof.
   *
   * @param name the profile's name
   * @throws IllegalArgumentException if it has no sample types, too many, or two alike
   * @throws IOException if it is not protobuf
   */
  static PprofHeader read(byte[] pprof, String name) throws IOException {
    List<ValueType> sampleTypes = new ArrayList<>();
    ValueType.Builder periodType = ValueType.newBuilder();
    long timeNanos = 0;
    CodedInputStream in = CodedInputStream.newInstance(pprof);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case Profile.SAMPLE_TYPE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
          if (sampleTypes.size() == MAX_SAMPLE_TYPES) {
            throw new IllegalArgumentException(
                "pprof has more than " + MAX_SAMPLE_TYPES + " sample types");
          }
          ValueType.Builder type = ValueType.newBuilder();
          in.readMessage(type, ExtensionRegistryLite.getEmptyRegistry());
          sampleTypes.add(type.build());
        }
        case Profile.PERIOD_TYPE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
            in.readMessage(periodType, ExtensionRegistryLite.getEmptyRegistry());
        case Profile.TIME_NANOS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT ->
            timeNanos = in.readInt64();
        default -> in.skipField(tag);
      }
    }
    if (sampleTypes.isEmpty()) {
      throw new IllegalArgumentException("pprof has no sample type");
    }
    Map<Long, String> strings = strings(pprof, sampleTypes, periodType.build());
    return new PprofHeader(types(name, sampleTypes, periodType.build(), strings), timeNanos);
  }

  /** Only those strings that the types name. */
  private static Map<Long, String> strings(
      byte[] pprof, List<ValueType> sampleTypes, ValueType periodType) throws IOException {
    Map<Long, String> strings = new HashMap<>();
    for (ValueType type : sampleTypes) {
      strings.put(type.getType(), "");
      strings.put(type.getUnit(), "");
    }
    strings.put(periodType.getType(), "");
    strings.put(periodType.getUnit(), "");
    CodedInputStream in = CodedInputStream.newInstance(pprof);
    long index = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != (Profile.STRING_TABLE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        in.skipField(tag);
      } else if (strings.containsKey(index++)) {
        strings.put(index - 1, in.readStringRequireUtf8());
      } else {
        in.skipField(tag);
      }
    }
    return strings;
  }

  private static List<ProfileType> types(
      String name, List<ValueType> sampleTypes, ValueType periodType, Map<Long, String> strings) {
    String periodName = strings.getOrDefault(periodType.getType(), "");
    String periodUnit = strings.getOrDefault(periodType.getUnit(), "");
    List<ProfileType> types = new ArrayList<>(sampleTypes.size());
    for (ValueType type : sampleTypes) {
      String sampleName = strings.getOrDefault(type.getType(), "");
      String sampleUnit = strings.getOrDefault(type.getUnit(), "");
      ProfileType read = new ProfileType(name, sampleName, sampleUnit, periodName, periodUnit);
      if (types.contains(read)) {
        throw new IllegalArgumentException(
            "pprof has the sample type " + sampleName + ":" + sampleUnit + " twice");
      }
      types.add(read);
    }
    return types;
  }
}
