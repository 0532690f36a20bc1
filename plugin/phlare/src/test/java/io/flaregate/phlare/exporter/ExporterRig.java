package io.flaregate.phlare.exporter;

import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.Cancellation;
import io.flaregate.spi.consumer.CancellationSource;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeMeter;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** An exporter with the ingesters that it writes to. */
final class ExporterRig implements AutoCloseable {
  static final String TENANT = "team-a";

  final TestSettings settings = new TestSettings("phlare");
  final TestHost host = new TestHost();
  final HeldTimers timers;
  final List<FakeIngester> ingesters;
  final Exporter exporter;

  private ExporterRig(ConfigDraft draft, List<FakeIngester> ingesters, HeldTimers timers) {
    this.ingesters = ingesters;
    this.timers = timers;
    try {
      Settings from = settings.settings();
      Settings held =
          new Settings(
              from.id(),
              from.logger(),
              from.meter(),
              from.clock(),
              from.workers(),
              from.callbacks(),
              timers,
              from.pages());
      exporter = new PhlareExporterFactory().create(held, draft.build());
      exporter.start(host);
    } catch (ComponentException e) {
      throw new AssertionError(e);
    }
  }

  /** So many ingesters in a static ring. */
  static ExporterRig ring(int replicationFactor, int count) {
    return ring(replicationFactor, count, draft -> draft);
  }

  static ExporterRig ring(int replicationFactor, int count, UnaryOperator<ConfigDraft> options) {
    List<FakeIngester> ingesters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ingesters.add(FakeIngester.start());
    }
    List<String> addresses = ingesters.stream().map(FakeIngester::address).toList();
    ConfigDraft draft = new ConfigDraft().ring(replicationFactor, addresses);
    return new ExporterRig(options.apply(draft), ingesters, new HeldTimers());
  }

  /** Any configuration; the test keeps its own ingesters. */
  static ExporterRig of(ConfigDraft draft) {
    return new ExporterRig(draft, List.of(), new HeldTimers());
  }

  FakeIngester ingester(int index) {
    return ingesters.get(index);
  }

  FakeMeter meter() {
    return settings.meter();
  }

  CompletableFuture<ConsumeResult> send(Profiles profiles) {
    return send(profiles, RequestContext.of(TENANT, 1));
  }

  CompletableFuture<ConsumeResult> send(Profiles profiles, RequestContext context) {
    return exporter.consume(profiles, context).toCompletableFuture();
  }

  /** Sends and waits for the result. */
  ConsumeResult write(Profiles profiles) {
    return Await.result(send(profiles));
  }

  static RequestContext deadline(long nanoTime) {
    return new RequestContext(TENANT, "grpc", 1, nanoTime, Map.of(), Cancellation.NEVER);
  }

  static RequestContext cancellable(CancellationSource source) {
    return new RequestContext(TENANT, "grpc", 1, RequestContext.NO_DEADLINE, Map.of(), source);
  }

  /** The outcome of each row. */
  static List<Outcome> outcomes(ConsumeResult result) {
    List<Outcome> all = new ArrayList<>();
    for (int row = 0; row < result.size(); row++) {
      all.add(result.outcome(row));
    }
    return all;
  }

  double inflightBytes() {
    return meter().value("flaregate_inflight_bytes", "phlare");
  }

  void awaitNothingInFlight() {
    Await.until("nothing is in flight", () -> inflightBytes() == 0);
  }

  @Override
  public void close() {
    ingesters.forEach(FakeIngester::release);
    exporter.shutdown();
    ingesters.forEach(FakeIngester::close);
    timers.shutdownNow();
    settings.close();
  }
}
