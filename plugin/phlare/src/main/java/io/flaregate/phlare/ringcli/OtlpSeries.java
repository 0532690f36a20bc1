package io.flaregate.phlare.ringcli;

import io.flaregate.phlare.cli.CommandSettings;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.processor.PhlareProcessor;
import io.flaregate.phlare.processor.PhlareProcessorConfig;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.DecodedProfiles;
import io.flaregate.profiles.otlp.OtlpDecoder;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.SeriesLabels;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The series of an OTLP request: decoded and split by the product's own parts, with the processor's
 * defaults and without limits of rate or age, since a file may be old.
 */
final class OtlpSeries {
  private static final int MAX_BYTES = 64 << 20;

  private OtlpSeries() {}

  /**
   * Reads a file.
   *
   * @param notes told of what was refused
   * @return per series name, value, name, value, … sorted by name
   * @throws IOException if it cannot be read or decoded
   */
  static List<String[]> of(Path file, String tenant, PrintStream notes) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is no file");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(
          file + " has " + Files.size(file) + " bytes (limit: " + MAX_BYTES + ")");
    }
    byte[] body = Files.readAllBytes(file);
    try {
      DecodedProfiles decoded = new OtlpDecoder().decode(body, body.length, DecodeLimits.DEFAULT);
      Split split = new Split();
      ConsumeResult result = decoded.combine(process(decoded.profiles(), tenant, split));
      int refused = decoded.profileCount() - result.count(Outcome.STORED);
      if (refused > 0) {
        notes.println("note: " + refused + " of " + decoded.profileCount() + " profiles refused");
        result.details().forEach(detail -> notes.println("note: " + detail.message()));
      }
      return split.series;
    } catch (UndecodableException e) {
      throw new IOException(file + " is no OTLP profiles request: " + e.getMessage(), e);
    }
  }

  private static ConsumeResult process(Profiles profiles, String tenant, Split split) {
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    try {
      Settings settings = CommandSettings.of("ring", scheduler, Runnable::run);
      PhlareProcessorConfig config =
          PhlareProcessorConfig.defaults().withLimits(LimitsConfig.none());
      long now = Clock.systemUTC().millis() * 1_000_000L;
      return new PhlareProcessor(settings, config, split)
          .consume(profiles, RequestContext.of(tenant, now))
          .toCompletableFuture()
          .join();
    } finally {
      scheduler.shutdownNow();
    }
  }

  /** In the exporter's place: keeps the labels of each series. */
  private static final class Split implements ProfilesConsumer {
    private final List<String[]> series = new ArrayList<>();

    @Override
    public Capabilities capabilities() {
      return Capabilities.NEEDS_SERIES;
    }

    @Override
    public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
      SeriesLabels labels = profiles.labels();
      for (int row = 0; row < profiles.size(); row++) {
        List<String> pairs = new ArrayList<>();
        for (int label = labels.start(row); label < labels.end(row); label++) {
          pairs.add(labels.strings().get(labels.name(label)));
          pairs.add(labels.strings().get(labels.value(label)));
        }
        series.add(pairs.toArray(String[]::new));
      }
      return CompletableFuture.completedFuture(ConsumeResult.stored(profiles.size()));
    }
  }
}
