package io.flaregate.phlare.processor;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.fixture.PprofContent;
import io.flaregate.profiles.fixture.PprofContent.SampleKey;
import io.flaregate.profiles.pprof.MalformedPprofException;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.profiles.pprof.PprofValidator;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Detail;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.FakeMeter;
import io.flaregate.spi.testing.ProfilesSink;
import io.flaregate.spi.testing.TestSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A processor between a test and a sink. */
final class ProcessorHarness implements AutoCloseable {
  static final String TENANT = "team-a";

  /** When requests are received: five seconds after the profiles of the fixture start. */
  static final long RECEIVED = 1_700_000_005_000_000_000L;

  private static final long TIMEOUT_SECONDS = 60;

  final FakeClock clock = new FakeClock();
  final TestSettings settings;
  final ProfilesSink sink = new ProfilesSink();
  final PhlareProcessor processor;

  ProcessorHarness(LimitsConfig limits) {
    this(PhlareProcessorConfig.defaults().withLimits(limits));
  }

  ProcessorHarness(PhlareProcessorConfig config) {
    this(config, new TestSettings("phlare"));
  }

  /** A processor with settings that the test shares among several. */
  ProcessorHarness(PhlareProcessorConfig config, TestSettings settings) {
    this.settings = settings;
    processor = new PhlareProcessor(settings.settings(), config, sink, clock::nanoTime);
  }

  static RequestContext context() {
    return RequestContext.of(TENANT, RECEIVED);
  }

  ConsumeResult send(Profiles profiles) {
    return send(profiles, context());
  }

  ConsumeResult send(Profiles profiles, RequestContext context) {
    try {
      return processor
          .consume(profiles, context)
          .toCompletableFuture()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The messages of a result. */
  static List<String> messages(ConsumeResult result) {
    return result.details().stream().map(Detail::message).toList();
  }

  FakeMeter meter() {
    return settings.meter();
  }

  /** What the only request brought to the sink. */
  Profiles received() {
    return sink.onlyRequest().profiles();
  }

  /** The labels of each series that was passed on, as text. */
  List<String> labels() {
    Profiles profiles = received();
    List<String> all = new ArrayList<>();
    for (int row = 0; row < profiles.size(); row++) {
      all.add(labels(profiles, row).toString());
    }
    return all;
  }

  /** The labels of a series in their order. */
  static Map<String, String> labels(Profiles profiles, int row) {
    SeriesLabels labels = profiles.labels();
    Map<String, String> byName = new LinkedHashMap<>();
    for (int label = labels.start(row); label < labels.end(row); label++) {
      String before =
          byName.put(
              labels.strings().get(labels.name(label)), labels.strings().get(labels.value(label)));
      if (before != null) {
        throw new AssertionError("label stands twice in " + byName);
      }
    }
    return byName;
  }

  /** A series as pprof, checked. */
  static PprofContent pprof(Profiles profiles, int row) {
    byte[] bytes = new PprofEncoder().encode(profiles, row);
    try {
      PprofValidator.checkCompact(bytes);
    } catch (MalformedPprofException e) {
      throw new AssertionError(e);
    }
    return PprofContent.of(bytes);
  }

  /** The sums of the series that was passed on at a place. */
  Map<SampleKey, List<Long>> sums(int row) {
    return pprof(received(), row).sums();
  }

  /** The values of the samples of a series in their order. */
  List<Long> values(int row) {
    Profiles profiles = received();
    List<Long> values = new ArrayList<>();
    int types = profiles.rows().typeCount(row);
    int start = profiles.rows().valueStart(row);
    for (int i = 0; i < profiles.rows().sampleCount(row) * types; i++) {
      values.add(profiles.samples().value(start + i));
    }
    return values;
  }

  @Override
  public void close() {
    settings.close();
  }
}
