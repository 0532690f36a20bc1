package io.flaregate.otlp.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.otlp.config.RetryOnFailure;
import io.flaregate.otlp.config.SendingQueue;
import io.flaregate.profiles.otlp.OtlpEncoder;
import io.flaregate.profiles.wire.SizeLimitException;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.tls.ClientTls;
import io.flaregate.transport.tls.ClientTlsWatch;
import io.flaregate.transport.tls.TlsException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request of the pipeline on as one OTLP request, with or without labels of series, and
 * tells its sender what the server has answered.
 */
public final class OtlpExporter implements Exporter {
  private static final Duration OVERLOAD_DELAY = Duration.ofSeconds(1);
  private static final long SHUTDOWN_SLACK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How often the files of TLS are looked at. */
  static final Duration TLS_PERIOD = Duration.ofSeconds(10);

  /** An array can hold no more. */
  private static final int MAX_REQUEST_BYTES = Integer.MAX_VALUE / 2;

  private final Settings settings;
  private final Duration timeout;
  private final RetryOnFailure retry;
  private final Duration tlsPeriod;
  private final Sender.Opener opener;
  private final ByteBudget budget;
  private final int maxRequestBytes;
  private final ExportMetrics metrics;
  private final SendQueue queue;
  private final UnderWay underWay = new UnderWay();
  private volatile @Nullable Running running;
  private boolean shutDown;

  private record Running(Host host, Attempts attempts, @Nullable Future<?> tlsTimer) {}

  /**
   * An exporter.
   *
   * @param timeout how long one attempt may take
   * @param maxInflightBytes how many bytes the requests under way may hold
   * @param sendingQueue how many are sent at once
   * @param tlsPeriod how often the files of TLS are looked at
   */
  OtlpExporter(
      Settings settings,
      Duration timeout,
      RetryOnFailure retry,
      long maxInflightBytes,
      SendingQueue sendingQueue,
      Duration tlsPeriod,
      Sender.Opener opener) {
    this.settings = requireNonNull(settings, "settings is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
    this.retry = requireNonNull(retry, "retry is null");
    this.tlsPeriod = requireNonNull(tlsPeriod, "tlsPeriod is null");
    this.opener = requireNonNull(opener, "opener is null");
    queue = new SendQueue(sendingQueue);
    budget = new ByteBudget(maxInflightBytes);
    maxRequestBytes = (int) Math.min(maxInflightBytes, MAX_REQUEST_BYTES);
    metrics = new ExportMetrics(settings, budget);
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.NONE;
  }

  @Override
  public void start(Host host) throws ComponentException {
    try {
      Attempts attempts =
          new Attempts(
              opener.open(),
              timeout,
              retry,
              settings.scheduler(),
              settings.workers(),
              underWay,
              metrics);
      running = new Running(host, attempts, watchTls(attempts.sender().tls()));
    } catch (TlsException e) {
      throw new ComponentException("exporter " + settings.id() + ": tls: " + e.getMessage(), e);
    }
  }

  private @Nullable Future<?> watchTls(@Nullable ClientTls tls) {
    if (tls == null) {
      return null;
    }
    ClientTlsWatch watch = new ClientTlsWatch(settings, tls, tlsPeriod);
    long nanos = tlsPeriod.toNanos();
    return settings
        .scheduler()
        .scheduleWithFixedDelay(watch::tend, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
    return take(profiles, context)
        .whenComplete(
            (result, failure) -> {
              if (result != null) {
                metrics.done(profiles, result);
              }
            });
  }

  private CompletableFuture<ConsumeResult> take(Profiles profiles, RequestContext context) {
    if (profiles.size() == 0) {
      return CompletableFuture.completedFuture(ConsumeResult.stored(0));
    }
    Running now = running;
    if (now == null) {
      return CompletableFuture.completedFuture(stopped(profiles));
    }
    Admission admission = budget.open(Math.max(1, profiles.encodedBytes()));
    if (admission == null) {
      return CompletableFuture.completedFuture(full(profiles));
    }
    int count = OtlpEncoder.profileCount(profiles);
    ExportCall call = new ExportCall(now.attempts(), context, profiles.size(), count, admission);
    if (!underWay.begin(call)) {
      admission.close();
      return CompletableFuture.completedFuture(stopped(profiles));
    }
    if (!queue.offer(profiles, () -> begin(now, call, profiles))) {
      call.end(failed(profiles, "exporter " + settings.id() + " " + queue.fullMessage()));
    }
    return call.result();
  }

  /** Begins a call whose turn it is; with its end it is the next one's. */
  private void begin(Running now, ExportCall call, Profiles profiles) {
    CompletionStage<ConsumeResult> ending = call.result();
    ending.whenComplete((result, failure) -> queue.ended());
    try {
      settings.workers().execute(() -> send(now.attempts().sender(), call, profiles));
    } catch (RejectedExecutionException e) {
      call.end(failed(profiles, "exporter " + settings.id() + " is overloaded"));
    }
  }

  private void send(Sender sender, ExportCall call, Profiles profiles) {
    try {
      byte[] request = new OtlpEncoder(maxRequestBytes).encode(profiles);
      Room room = new Room(call.admission(), budget.maxBytes());
      // Booked again for what compression adds, which is less than the request itself.
      room.grow(Math.max(0, 2L * request.length - profiles.encodedBytes()));
      byte[] prepared = sender.prepare(request, room);
      call.admission().shrinkTo(prepared.length);
      call.begin(prepared);
    } catch (NoRoomException e) {
      call.end(e.isForGood() ? tooLarge(profiles) : full(profiles));
    } catch (SizeLimitException e) {
      call.end(tooLarge(profiles));
    } catch (Throwable failure) {
      settings
          .logger()
          .log(System.Logger.Level.ERROR, "exporter " + settings.id() + " failed", failure);
      call.end(
          ConsumeResult.all(
              profiles.size(),
              Outcome.TRANSIENT,
              Reason.INTERNAL,
              "internal error; see the gateway's log",
              Duration.ZERO));
    }
  }

  private ConsumeResult full(Profiles profiles) {
    return failed(
        profiles,
        "exporter "
            + settings.id()
            + " holds "
            + budget.reservedBytes()
            + " bytes of requests under way (max_inflight_bytes: "
            + budget.maxBytes()
            + ")");
  }

  private ConsumeResult tooLarge(Profiles profiles) {
    return ConsumeResult.all(
        profiles.size(),
        Outcome.REJECTED,
        Reason.REQUEST_TOO_LARGE,
        "the request is larger than exporter "
            + settings.id()
            + " may hold (max_inflight_bytes: "
            + budget.maxBytes()
            + ")",
        Duration.ZERO);
  }

  private static ConsumeResult failed(Profiles profiles, String message) {
    return ConsumeResult.all(
        profiles.size(), Outcome.TRANSIENT, Reason.OVERLOADED, message, OVERLOAD_DELAY);
  }

  private ConsumeResult stopped(Profiles profiles) {
    return ConsumeResult.all(
        profiles.size(),
        Outcome.TRANSIENT,
        Reason.SHUTTING_DOWN,
        "exporter " + settings.id() + " is not running",
        OVERLOAD_DELAY);
  }

  @Override
  public void shutdown() {
    Running was;
    synchronized (this) {
      if (shutDown) {
        return;
      }
      shutDown = true;
      was = running;
    }
    underWay.close();
    if (was == null) {
      return;
    }
    Future<?> tlsTimer = was.tlsTimer();
    if (tlsTimer != null) {
      tlsTimer.cancel(false);
    }
    long longest = System.nanoTime() + timeout.toNanos() + SHUTDOWN_SLACK_NANOS;
    long end = was.host().shutdownDeadlineNanos();
    long deadline = end == Long.MAX_VALUE || end - longest > 0 ? longest : end;
    try {
      int left = underWay.await(deadline);
      if (left > 0) {
        settings
            .logger()
            .log(
                System.Logger.Level.WARNING,
                "exporter {0} stops although {1} requests are under way",
                settings.id(),
                left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    was.attempts().sender().close(deadline);
  }
}
