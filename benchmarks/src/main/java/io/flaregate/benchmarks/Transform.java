package io.flaregate.benchmarks;

import io.flaregate.phlare.compress.GzipCompressor;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * OTLP bytes → columns → checks, clean-up, merge, labels, split → one pprof per series, compressed
 * on request, with the product's own parts on the calling thread. Not thread-safe.
 */
final class Transform implements AutoCloseable {
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final OtlpDecoder decoder = new OtlpDecoder();
  private final RequestContext context = RequestContext.of("anonymous", 1);
  private final Encoding encoding;
  private final PhlareProcessor processor;

  /**
   * The path without limits, as the recorded profiles are old.
   *
   * @param splits whether attributes of samples split profiles into series
   * @param encoding what becomes of the series
   */
  Transform(boolean splits, Encoding encoding) {
    this(splits, encoding, LimitsConfig.none());
  }

  /** The path without limits to one pprof for each profile. */
  Transform() {
    this(false, new Encoding());
  }

  /** The path with limits, to a consumer in the exporter's place. */
  Transform(boolean splits, Encoding encoding, LimitsConfig limits) {
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
    PhlareProcessorConfig config =
        new PhlareProcessorConfig(
            limits,
            PhlareProcessorConfig.defaults().serviceName(),
            splits ? List.of() : List.of(PhlareProcessorConfig.ALL),
            List.of());
    this.encoding = encoding;
    processor = new PhlareProcessor(settings, config, encoding);
  }

  /**
   * Transforms one request.
   *
   * @return the bytes of all pprofs
   * @throws IllegalStateException if anything of the request was refused
   */
  long run(byte[] body) throws UndecodableException {
    DecodedProfiles decoded = decoder.decode(body, body.length, DecodeLimits.DEFAULT);
    ConsumeResult result = consume(decoded.profiles());
    if (result.count(Outcome.STORED) != decoded.profileCount()) {
      throw new IllegalStateException("not all profiles were taken: " + result);
    }
    return encoding.bytes;
  }

  /**
   * Transforms one request, or refuses it.
   *
   * @return what became of its profiles; nothing of one that cannot be decoded
   */
  ConsumeResult tryRun(byte[] body) {
    try {
      return consume(decoder.decode(body, body.length, DecodeLimits.DEFAULT).profiles());
    } catch (UndecodableException e) {
      return ConsumeResult.stored(0);
    }
  }

  /** The bytes of all pprofs of the last request. */
  long bytes() {
    return encoding.bytes;
  }

  /** Transforms what is decoded already. */
  ConsumeResult consume(Profiles profiles) {
    encoding.bytes = 0;
    return processor.consume(profiles, context).toCompletableFuture().join();
  }

  @Override
  public void close() {
    encoding.close();
    processor.shutdown();
    scheduler.shutdownNow();
  }

  /**
   * In the exporter's place: encodes every series, and takes each pprof where the encoder writes
   * it, until the next one takes its place.
   */
  static class Encoding implements ProfilesConsumer {
    private final PprofEncoder encoder = new PprofEncoder();
    private long bytes;

    @Override
    public Capabilities capabilities() {
      return Capabilities.NEEDS_SERIES;
    }

    @Override
    public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
      for (int row = 0; row < profiles.size(); row++) {
        encode(encoder, profiles, row);
      }
      encoder.trim();
      return CompletableFuture.completedStage(ConsumeResult.stored(profiles.size()));
    }

    private void encode(PprofEncoder pprofs, Profiles profiles, int row) {
      long time = profiles.rows().timeUnixNanos(row);
      pprofs.encode(
          profiles,
          new int[] {row},
          time,
          (buffer, offset, length) -> bytes += take(buffer, offset, length));
    }

    /** Takes a pprof; how many bytes come out. */
    int take(byte[] buffer, int offset, int length) {
      return length;
    }

    void close() {}
  }

  /** Copies each pprof to an array of its own. */
  static final class Copying extends Encoding {
    private byte[] pprof = {};

    @Override
    int take(byte[] buffer, int offset, int length) {
      pprof = Arrays.copyOfRange(buffer, offset, offset + length);
      return pprof.length;
    }
  }

  /** Compresses each pprof. */
  static final class Gzip extends Encoding {
    private final GzipCompressor gzip = GzipCompressor.open(1);

    @Override
    int take(byte[] buffer, int offset, int length) {
      return gzip.compress(buffer, offset, length).length;
    }

    @Override
    void close() {
      gzip.close();
    }
  }
}
