package io.flaregate.benchmarks;

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
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * OTLP bytes → columns → checks, clean-up, merge, labels, split → one pprof per series, with the
 * product's own parts on the calling thread; limits off, as the recorded profiles are old.
 */
final class Transform implements AutoCloseable {
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final OtlpDecoder decoder = new OtlpDecoder();
  private final Encoding encoding = new Encoding();
  private final PhlareProcessor processor;
  private final RequestContext context = RequestContext.of("anonymous", 1);

  /**
   * The path.
   *
   * @param splits whether attributes of samples split profiles into series
   */
  Transform(boolean splits) {
    Settings settings =
        new Settings(
            ComponentId.parse("phlare"),
            System.getLogger("benchmark"),
            new NoMeter(),
            Clock.systemUTC(),
            Runnable::run,
            Runnable::run,
            scheduler,
            page -> {});
    PhlareProcessorConfig defaults = PhlareProcessorConfig.defaults();
    PhlareProcessorConfig config =
        new PhlareProcessorConfig(
            LimitsConfig.none(),
            defaults.serviceName(),
            splits ? List.of() : List.of(PhlareProcessorConfig.ALL));
    processor = new PhlareProcessor(settings, config, encoding);
  }

  /**
   * Transforms one request.
   *
   * @return the bytes of all pprofs
   * @throws IllegalStateException if anything of the request was refused
   */
  long run(byte[] body) throws UndecodableException {
    encoding.bytes = 0;
    DecodedProfiles decoded = decoder.decode(body, body.length, DecodeLimits.DEFAULT);
    ConsumeResult result =
        processor.consume(decoded.profiles(), context).toCompletableFuture().join();
    if (result.count(Outcome.STORED) != decoded.profileCount()) {
      throw new IllegalStateException("not all profiles were taken: " + result);
    }
    return encoding.bytes;
  }

  @Override
  public void close() {
    processor.shutdown();
    scheduler.shutdownNow();
  }

  /** In the exporter's place: encodes every series. */
  private static final class Encoding implements ProfilesConsumer {
    private final PprofEncoder encoder = new PprofEncoder();
    private long bytes;

    @Override
    public Capabilities capabilities() {
      return Capabilities.NEEDS_SERIES;
    }

    @Override
    public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
      for (int row = 0; row < profiles.size(); row++) {
        bytes += encoder.encode(profiles, row).length;
      }
      return CompletableFuture.completedStage(ConsumeResult.stored(profiles.size()));
    }
  }
}
