package io.flaregate.phlare.processor;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.TenantLimits;
import io.flaregate.phlare.limits.Tenants;
import io.flaregate.phlare.limits.TenantsSource;
import io.flaregate.profiles.merge.ScratchPool;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.FairExecutor;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Consumers;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.processor.Processor;
import io.flaregate.spi.profiles.Profiles;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The processor {@code phlare}: takes profiles and passes on series.
 *
 * <p>In this order: the request's size, the tenant's quota and rate; the checks of each profile;
 * samples without a value are left out and equal ones added up; labels; the checks of labels; the
 * split into series, each of which has one profile as its origin. What is refused, dropped or
 * changed is counted by reason and told in the result. The rate limit is checked on the caller's
 * thread, the rest runs on the workers.
 *
 * <p>Profiles that come with labels are series that a client has pushed: they keep their labels and
 * their types, are checked and cleaned as others are, and are split further by what their samples
 * say.
 */
public final class PhlareProcessor implements Processor {
  private final Settings settings;
  private final PhlareProcessorConfig config;
  private final ProfilesConsumer next;
  private final LongSupplier nanoTime;
  private final ProcessorMetrics metrics;
  private final ScratchPool<Scratch> scratch;
  private volatile Tenants tenants;

  /** A processor that passes series on to {@code next}. */
  public PhlareProcessor(Settings settings, PhlareProcessorConfig config, ProfilesConsumer next) {
    this(settings, config, next, System::nanoTime);
  }

  PhlareProcessor(
      Settings settings,
      PhlareProcessorConfig config,
      ProfilesConsumer next,
      LongSupplier nanoTime) {
    this.settings = requireNonNull(settings, "settings is null");
    this.config = requireNonNull(config, "config is null");
    this.next = requireNonNull(next, "next is null");
    this.nanoTime = nanoTime;
    metrics = new ProcessorMetrics(settings.meter());
    LimitsConfig own = config.limits();
    tenants = Tenants.of(own == null ? LimitsConfig.defaults() : own, nanoTime);
    scratch = new ScratchPool<>(Runtime.getRuntime().availableProcessors(), Scratch::new);
  }

  @Override
  public void start(Host host) throws ComponentException {
    Optional<Tenants> shared = TenantsSource.find(host);
    if (shared.isPresent() && config.limits() != null) {
      throw new ComponentException(
          "processor "
              + settings.id()
              + " has limits of its own, and so has the extension phlare; remove one of them");
    }
    shared.ifPresent(found -> tenants = found);
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.GIVES_SERIES;
  }

  @Override
  public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
    if (profiles.size() == 0) {
      return CompletableFuture.completedStage(ConsumeResult.stored(0));
    }
    if (context.remainingNanos(nanoTime.getAsLong()) <= 0) {
      return CompletableFuture.completedStage(
          transientResult(profiles, Reason.DEADLINE_EXCEEDED, "the deadline passed on arrival"));
    }
    Request request = new Request(profiles, context);
    request.admit();
    try {
      FairExecutor.of(settings.workers(), context.tenant()).execute(request);
    } catch (RejectedExecutionException e) {
      request.finish(transientResult(profiles, Reason.SHUTTING_DOWN, "the gateway is stopping"));
    }
    return request.answer;
  }

  private static ConsumeResult transientResult(Profiles profiles, Reason reason, String message) {
    return ConsumeResult.all(profiles.size(), Outcome.TRANSIENT, reason, message, Duration.ZERO);
  }

  /** One request on its way. */
  private final class Request implements Runnable {
    private final Profiles profiles;
    private final RequestContext context;
    private final Tally tally = new Tally();
    private final Verdicts verdicts;
    private final CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
    private final Tenants shared = tenants;
    private final TenantLimits limits;
    private long takenBytes;

    Request(Profiles profiles, RequestContext context) {
      this.profiles = profiles;
      this.context = context;
      this.limits = shared.limits(context.tenant());
      this.verdicts = new Verdicts(profiles, tally);
    }

    void admit() {
      takenBytes = new Admission(shared, limits.config()).check(profiles, context, verdicts);
      for (int row = 0; row < profiles.size(); row++) {
        metrics.receivedSamples(context.tenant(), profiles.rows().sampleCount(row));
      }
    }

    @Override
    public void run() {
      try {
        Series series = verdicts.isAnyOpen() ? transform() : null;
        tally.flush(metrics, context.tenant());
        if (series == null) {
          finish(verdicts.alone());
        } else {
          passOn(series);
        }
      } catch (Throwable failure) {
        // Also an Error: whoever waits for the answer must not wait for ever.
        giveBack();
        onCallbacks(() -> answer.completeExceptionally(failure));
      }
    }

    private void onCallbacks(Runnable action) {
      try {
        settings.callbacks().execute(action);
      } catch (RejectedExecutionException e) {
        // The host is stopping; whoever waits must still hear.
        action.run();
      }
    }

    private @Nullable Series transform() {
      Scratch own = scratch.take();
      Profiles series =
          new RequestTransform(
                  profiles, context.receivedUnixNanos(), config, limits, verdicts, tally, own)
              .run();
      int[] rows = own.series.rowsOfSeries();
      own.trim();
      scratch.giveBack(own);
      return series == null ? null : new Series(series, rows);
    }

    private void passOn(Series series) {
      Consumers.guarded(next, series.profiles(), context, settings.logger())
          .thenApply(result -> verdicts.combine(result, series.rows()))
          .whenComplete(
              (result, failure) -> {
                if (failure != null) {
                  giveBack();
                  answer.completeExceptionally(failure);
                } else {
                  complete(result);
                }
              });
    }

    private void finish(ConsumeResult result) {
      onCallbacks(() -> complete(result));
    }

    private void complete(ConsumeResult result) {
      if (result.count(Outcome.TRANSIENT) > 0) {
        giveBack();
      }
      answer.complete(result);
    }

    private void giveBack() {
      if (takenBytes > 0) {
        shared.rates().giveBack(context.tenant(), takenBytes);
        takenBytes = 0;
      }
    }
  }

  /** Series and, for each, the profile that it comes from. */
  private static final class Series {
    private final Profiles profiles;
    private final int[] rows;

    Series(Profiles profiles, int[] rows) {
      this.profiles = profiles;
      this.rows = rows;
    }

    Profiles profiles() {
      return profiles;
    }

    int[] rows() {
      return rows;
    }
  }
}
