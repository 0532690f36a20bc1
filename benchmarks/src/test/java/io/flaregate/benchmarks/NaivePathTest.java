package io.flaregate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.benchmarks.naive.NaivePath;
import io.flaregate.benchmarks.naive.NaivePush;
import io.flaregate.benchmarks.naive.NaiveSeries;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.profiles.pprofpb.Sample;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.SeriesLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A baseline that does less than the product would flatter nobody but itself. */
final class NaivePathTest {

  @ParameterizedTest
  @CsvSource({
    "go-small-shop-cpu.otlp.pb, false",
    "go-small-shop-cpu.otlp.pb, true",
    "go-batch-20profiles-2services.otlp.pb, false",
    "go-batch-20profiles-2services.otlp.pb, true",
    "ebpf-200procs-oncpu.otlp.pb, false",
    "ebpf-200procs-oncpu.otlp.pb, true",
    "ebpf-20procs-oncpu-inlinekeys.otlp.pb, true",
    "ap-itimer.otlp.pb, true"
  })
  void givesTheSeriesThatTheProductGives(String file, boolean splits) throws Exception {
    byte[] body = Inputs.otlp("", file);
    List<String> naive = new ArrayList<>();
    for (NaiveSeries series : NaivePath.transform(body, splits)) {
      naive.add(series.labels() + " " + content(Profile.parseFrom(series.pprof())));
    }
    assertThat(naive).containsExactlyInAnyOrderElementsOf(ofProduct(body, splits));
  }

  private static List<String> ofProduct(byte[] body, boolean splits) throws Exception {
    Profiles series = Captured.series(body, splits);
    PprofEncoder encoder = new PprofEncoder();
    List<String> contents = new ArrayList<>();
    for (int row = 0; row < series.size(); row++) {
      Profile pprof = Profile.parseFrom(encoder.encode(series, row));
      contents.add(labels(series.labels(), row) + " " + content(pprof));
    }
    return contents;
  }

  private static String labels(SeriesLabels labels, int row) {
    TreeMap<String, String> map = new TreeMap<>();
    for (int at = labels.start(row); at < labels.end(row); at++) {
      map.put(labels.strings().get(labels.name(at)), labels.strings().get(labels.value(at)));
    }
    return map.toString();
  }

  /** What a pprof holds, in numbers. */
  private static String content(Profile pprof) {
    long sum = 0;
    long frames = 0;
    long labels = 0;
    for (Sample sample : pprof.getSampleList()) {
      sum += sample.getValueList().stream().mapToLong(Long::longValue).sum();
      frames += sample.getLocationIdCount();
      labels += sample.getLabelCount();
    }
    return "samples=%d sum=%d frames=%d labels=%d locations=%d functions=%d mappings=%d time=%d"
        .formatted(
            pprof.getSampleCount(),
            sum,
            frames,
            labels,
            pprof.getLocationCount(),
            pprof.getFunctionCount(),
            pprof.getMappingCount(),
            pprof.getTimeNanos());
  }

  @ParameterizedTest
  @ValueSource(strings = {"go-shop-cpu.pb.gz", "go-index-heap.pb.gz"})
  void pushesWhatTheProductPushes(String file) throws Exception {
    byte[] pprof = Inputs.pprof("", file);
    Captured captured = new Captured();
    try (Push push = new Push(new Transform(false, captured, LimitsConfig.none()))) {
      push.runMerged(pprof);
    }
    Profile ours = Profile.parseFrom(new PprofEncoder().encode(captured.last(), 0));
    Profile naive = Profile.parseFrom(NaivePush.transform(pprof));
    assertThat(naive.getSampleCount()).isEqualTo(ours.getSampleCount());
    assertThat(naive.getSampleList().stream().mapToLong(each -> each.getValue(0)).sum())
        .isEqualTo(ours.getSampleList().stream().mapToLong(each -> each.getValue(0)).sum());
  }
}
