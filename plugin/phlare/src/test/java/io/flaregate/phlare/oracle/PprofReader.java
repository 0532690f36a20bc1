package io.flaregate.phlare.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.phlare.oracle.WholePath.Series;
import io.flaregate.profiles.oracle.NaiveDecode;
import io.flaregate.profiles.oracle.SeriesKey;
import io.flaregate.profiles.oracle.StackKey;
import io.flaregate.profiles.pprof.MalformedPprofException;
import io.flaregate.profiles.pprof.PprofValidator;
import io.flaregate.profiles.pprofpb.Function;
import io.flaregate.profiles.pprofpb.Label;
import io.flaregate.profiles.pprofpb.Line;
import io.flaregate.profiles.pprofpb.Location;
import io.flaregate.profiles.pprofpb.Mapping;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.profiles.pprofpb.Sample;
import io.flaregate.profiles.pprofpb.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the pprof of a series with protobuf-java; ids must count from 1 without gaps. */
final class PprofReader {
  private final Profile pprof;
  private final List<String> locations = new ArrayList<>();

  private PprofReader(Profile pprof) {
    this.pprof = pprof;
  }

  static ExactSeries read(Series series) {
    try {
      PprofValidator.checkCompact(series.pprof().toByteArray());
      return new PprofReader(Profile.parseFrom(series.pprof())).series(series.labels());
    } catch (MalformedPprofException | InvalidProtocolBufferException e) {
      throw new AssertionError("the pprof of " + series.labels() + " is malformed", e);
    }
  }

  private ExactSeries series(Map<String, String> labels) {
    assertThat(pprof.getStringTable(0)).isEmpty();
    assertThat(pprof.getSampleTypeCount()).isEqualTo(1);
    for (int i = 0; i < pprof.getLocationCount(); i++) {
      assertThat(pprof.getLocation(i).getId()).isEqualTo(i + 1);
      locations.add(location(pprof.getLocation(i)));
    }
    Map<StackKey, Long> sums = new HashMap<>();
    for (Sample sample : pprof.getSampleList()) {
      assertThat(sample.getValueCount()).isEqualTo(1);
      assertThat(sample.getValue(0)).isPositive();
      sums.merge(key(sample), sample.getValue(0), ExactSeries::capped);
    }
    ValueType type = pprof.getSampleType(0);
    ValueType period = pprof.getPeriodType();
    return new ExactSeries(
        new SeriesKey(new TreeMap<>(labels), text(type.getType()), text(type.getUnit())),
        text(period.getType()) + ":" + text(period.getUnit()) + "=" + pprof.getPeriod(),
        pprof.getTimeNanos(),
        pprof.getDurationNanos(),
        (int) pprof.getSampleList().stream().filter(each -> each.getLabelCount() == 0).count(),
        sums);
  }

  private String text(long index) {
    return pprof.getStringTable(Math.toIntExact(index));
  }

  private StackKey key(Sample sample) {
    List<String> frames =
        sample.getLocationIdList().stream().map(id -> locations.get((int) (id - 1))).toList();
    TreeMap<String, String> labels = new TreeMap<>();
    for (Label label : sample.getLabelList()) {
      assertThat(label.getNum()).as("a number stays with a sample").isZero();
      assertThat(labels.put(text(label.getKey()), text(label.getStr()))).isNull();
    }
    return new StackKey(frames, labels);
  }

  private String location(Location location) {
    String lines =
        location.getLineList().stream().map(this::line).collect(Collectors.joining("\n"));
    long mapping = location.getMappingId();
    return ExactSeries.location(
        mapping == 0 ? "" : mapping(pprof.getMapping((int) mapping - 1)),
        location.getAddress(),
        lines);
  }

  private String mapping(Mapping mapping) {
    return NaiveDecode.mappingText(
        text(mapping.getFilename()),
        text(mapping.getBuildId()),
        mapping.getMemoryStart(),
        mapping.getMemoryLimit(),
        mapping.getFileOffset());
  }

  private String line(Line line) {
    Function function = pprof.getFunction((int) line.getFunctionId() - 1);
    assertThat(function.getId()).isEqualTo(line.getFunctionId());
    return ExactSeries.line(
        text(function.getName()),
        text(function.getSystemName()),
        text(function.getFilename()),
        function.getStartLine(),
        line.getLine(),
        line.getColumn());
  }
}
