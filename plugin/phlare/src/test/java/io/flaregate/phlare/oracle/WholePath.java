package io.flaregate.phlare.oracle;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.processor.PhlareProcessor;
import io.flaregate.phlare.processor.PhlareProcessorConfig;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.DecodedProfiles;
import io.flaregate.profiles.otlp.OtlpDecoder;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.testing.FakeMeter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * OTLP bytes → {@link OtlpDecoder} → {@link PhlareProcessor} → {@link PprofEncoder}, on the calling
 * thread and through public entry points only. One object for many requests, as in the product:
 * what one request leaves behind in scratch must not be seen by the next.
 */
public final class WholePath implements AutoCloseable {

  /** When all requests are received. */
  public static final long RECEIVED = 1_700_000_005_000_000_000L;

  /**
   * A series.
   *
   * @param profile the profile of the request that it comes from
   * @param labels its labels in their order
   * @param pprof its pprof, uncompressed
   */
  public record Series(int profile, Map<String, String> labels, ByteString pprof) {}

  /**
   * What became of a request.
   *
   * @param result a row for each profile of the request
   * @param series the series, in the order in which they were passed on
   */
  public record Output(ConsumeResult result, List<Series> series) {}

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final OtlpDecoder decoder = new OtlpDecoder();
  private final PprofEncoder encoder = new PprofEncoder();
  private final RequestContext context = RequestContext.of("team-a", RECEIVED);
  private final DecodeLimits decodeLimits;
  private final PhlareProcessor processor;
  private List<Series> series = new ArrayList<>();
  private int[] requestIndex = {};

  /** A path without limits, but for those on memory. */
  public WholePath() {
    this(LimitsConfig.none(), DecodeLimits.DEFAULT);
  }

  /** A path with limits. */
  public WholePath(LimitsConfig limits, DecodeLimits decodeLimits) {
    this.decodeLimits = decodeLimits;
    Settings settings =
        new Settings(
            ComponentId.parse("phlare"),
            System.getLogger("whole-path"),
            new FakeMeter(),
            Clock.systemUTC(),
            Runnable::run,
            Runnable::run,
            scheduler,
            page -> {});
    PhlareProcessorConfig config = PhlareProcessorConfig.defaults().withLimits(limits);
    processor = new PhlareProcessor(settings, config, new Encoding());
  }

  /** Takes one request all the way. */
  public Output run(byte[] body) throws UndecodableException {
    series = new ArrayList<>();
    DecodedProfiles decoded = decoder.decode(body, body.length, decodeLimits);
    requestIndex = decoded.requestIndex();
    ConsumeResult downstream =
        processor.consume(decoded.profiles(), context).toCompletableFuture().join();
    return new Output(decoded.combine(downstream), series);
  }

  @Override
  public void close() {
    processor.shutdown();
    scheduler.shutdownNow();
  }

  /** In the exporter's place: encodes every series. */
  private final class Encoding implements ProfilesConsumer {
    @Override
    public Capabilities capabilities() {
      return Capabilities.NEEDS_SERIES;
    }

    @Override
    public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext request) {
      for (int row = 0; row < profiles.size(); row++) {
        int profile = requestIndex[profiles.rows().origin(row)];
        series.add(new Series(profile, labels(profiles, row), wrapped(profiles, row)));
      }
      return CompletableFuture.completedStage(ConsumeResult.stored(profiles.size()));
    }

    private ByteString wrapped(Profiles profiles, int row) {
      return UnsafeByteOperations.unsafeWrap(encoder.encode(profiles, row));
    }

    private Map<String, String> labels(Profiles profiles, int row) {
      SeriesLabels labels = profiles.labels();
      Map<String, String> byName = new LinkedHashMap<>();
      for (int label = labels.start(row); label < labels.end(row); label++) {
        String name = labels.strings().get(labels.name(label));
        if (byName.put(name, labels.strings().get(labels.value(label))) != null) {
          throw new AssertionError("label " + name + " stands twice in " + byName);
        }
      }
      return byName;
    }
  }
}
