package io.flaregate.ingester;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.flaregate.ingester.proto.pprof.Function;
import io.flaregate.ingester.proto.pprof.Label;
import io.flaregate.ingester.proto.pprof.Line;
import io.flaregate.ingester.proto.pprof.Location;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.pprof.Sample;
import io.flaregate.ingester.proto.pprof.ValueType;
import io.flaregate.ingester.proto.push.PushRequest;
import io.flaregate.ingester.proto.push.RawProfileSeries;
import io.flaregate.ingester.proto.push.RawSample;
import io.flaregate.ingester.proto.types.LabelPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/** Small pprofs and pushes. */
public final class Pprofs {
  /** 2026-03-01T12:00:00Z. */
  public static final long T0 = 1_772_366_400_000L;

  public static final String CPU = "process_cpu:cpu:nanoseconds:cpu:nanoseconds";

  private final Profile.Builder profile = Profile.newBuilder();
  private final Map<String, Integer> strings = new HashMap<>();
  private final Map<String, Long> locations = new HashMap<>();

  private Pprofs(long timeNanos) {
    string("");
    profile.setTimeNanos(timeNanos).setDurationNanos(10_000_000_000L).setPeriod(10_000_000);
    profile.setPeriodType(type("cpu", "nanoseconds"));
  }

  /** A CPU profile without samples. */
  public static Pprofs cpu(long timeMillis) {
    return new Pprofs(timeMillis * 1_000_000).value("cpu", "nanoseconds");
  }

  /** A profile without sample types. */
  public static Pprofs empty(long timeMillis) {
    return new Pprofs(timeMillis * 1_000_000);
  }

  /** Adds a sample type. */
  public Pprofs value(String type, String unit) {
    profile.addSampleType(type(type, unit));
    return this;
  }

  private ValueType type(String type, String unit) {
    return ValueType.newBuilder().setType(string(type)).setUnit(string(unit)).build();
  }

  /** Adds a sample; the stack is root first, with semicolons. */
  public Pprofs sample(String stack, long... values) {
    return labelled(stack, Map.of(), values);
  }

  /** Adds a sample with labels. */
  public Pprofs labelled(String stack, Map<String, String> labels, long... values) {
    Sample.Builder sample = Sample.newBuilder();
    List<String> frames = stack.isEmpty() ? List.of() : List.of(stack.split(";"));
    for (int i = frames.size() - 1; i >= 0; i--) {
      sample.addLocationId(location(frames.get(i)));
    }
    for (long value : values) {
      sample.addValue(value);
    }
    new TreeMap<>(labels)
        .forEach(
            (key, text) ->
                sample.addLabel(Label.newBuilder().setKey(string(key)).setStr(string(text))));
    profile.addSample(sample);
    return this;
  }

  private long location(String frame) {
    return locations.computeIfAbsent(
        frame,
        name -> {
          long id = profile.getLocationCount() + 1L;
          profile.addFunction(
              Function.newBuilder().setId(id).setName(string(name)).setSystemName(string(name)));
          profile.addLocation(
              Location.newBuilder().setId(id).addLine(Line.newBuilder().setFunctionId(id)));
          return id;
        });
  }

  private int string(String text) {
    return strings.computeIfAbsent(
        text,
        added -> {
          profile.addStringTable(added);
          return profile.getStringTableCount() - 1;
        });
  }

  public Profile build() {
    return profile.build();
  }

  public ByteString bytes() {
    return profile.build().toByteString();
  }

  /** A push of one series with one profile. */
  public PushRequest push(String... namesAndValues) {
    return PushRequest.newBuilder().addSeries(series(bytes(), namesAndValues)).build();
  }

  /** A series with one profile; labels are sorted here. */
  public static RawProfileSeries series(ByteString pprof, String... namesAndValues) {
    RawProfileSeries.Builder series = RawProfileSeries.newBuilder();
    Map<String, String> labels = new TreeMap<>(Map.of("__name__", "process_cpu"));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    labels.forEach(
        (name, value) -> series.addLabels(LabelPair.newBuilder().setName(name).setValue(value)));
    UUID id = UUID.nameUUIDFromBytes(pprof.toByteArray());
    return series
        .addSamples(RawSample.newBuilder().setRawProfile(pprof).setID(id.toString()))
        .build();
  }

  public static ByteString gzip(ByteString plain) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
        plain.writeTo(out);
      }
      return ByteString.copyFrom(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sums by stack (root first, with semicolons) and labels of one value of a profile. */
  public static Map<String, Long> sums(Profile profile, int position) {
    Map<Long, String> names = new HashMap<>();
    Map<Long, Location> byId = new HashMap<>();
    for (Function function : profile.getFunctionList()) {
      names.put(function.getId(), profile.getStringTable((int) function.getName()));
    }
    profile.getLocationList().forEach(location -> byId.put(location.getId(), location));
    Map<String, Long> sums = new TreeMap<>();
    for (Sample sample : profile.getSampleList()) {
      StringBuilder key = new StringBuilder();
      for (int i = sample.getLocationIdCount() - 1; i >= 0; i--) {
        Location location = requireNonNull(byId.get(sample.getLocationId(i)));
        for (int j = location.getLineCount() - 1; j >= 0; j--) {
          key.append(key.length() == 0 ? "" : ";");
          key.append(names.get(location.getLine(j).getFunctionId()));
        }
        if (location.getLineCount() == 0) {
          key.append(key.length() == 0 ? "" : ";").append(location.getAddress());
        }
      }
      Map<String, String> labels = new TreeMap<>();
      for (Label label : sample.getLabelList()) {
        labels.put(
            profile.getStringTable((int) label.getKey()),
            profile.getStringTable((int) label.getStr())
                + "/"
                + label.getNum()
                + profile.getStringTable((int) label.getNumUnit()));
      }
      if (sample.getValue(position) != 0) {
        sums.merge(
            key + (labels.isEmpty() ? "" : labels.toString()),
            sample.getValue(position),
            Pprofs::plus);
      }
    }
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }

  /** Saturating. */
  public static long plus(long a, long b) {
    try {
      return Math.addExact(a, b);
    } catch (ArithmeticException e) {
      return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
