package io.flaregate.phlare.exporter;

import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.delivery.Delivery;
import io.flaregate.phlare.delivery.InflightBudget;
import io.flaregate.phlare.delivery.WriteRequest;
import io.flaregate.phlare.delivery.WriteResult;
import io.flaregate.phlare.durable.DurableQueue;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.ring.SeriesDecision;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes one request after another: plans, encodes, books, hands over to {@link Delivery}, and
 * turns the result into outcomes of rows. Thread-safe; {@link #write} is called on worker threads.
 */
final class RequestWriter implements AutoCloseable {
  /** The caller's deadline counts as passed so much earlier, for the answer's way back. */
  static final long MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Delivery delivery;
  private final Destinations destinations;
  private final ExporterMetrics metrics;
  private final MillisecondClaims claims;
  private final SeriesEncoders encoders;
  private final @Nullable DurableQueue queue;

  /**
   * A writer.
   *
   * @param queue takes what is written instead of its destinations; null: they are written to now
   */
  RequestWriter(
      PhlareExporterConfig config,
      Delivery delivery,
      Destinations destinations,
      MillisecondClaims claims,
      ExporterMetrics metrics,
      @Nullable DurableQueue queue) {
    this.claims = claims;
    this.queue = queue;
    this.delivery = delivery;
    this.destinations = destinations;
    this.metrics = metrics;
    encoders =
        new SeriesEncoders(
            Runtime.getRuntime().availableProcessors(),
            () -> new SeriesEncoder(config.compression(), config.compressionLevel()));
  }

  /** Writes a request and completes the result, at once or later. */
  void write(Profiles profiles, RequestContext context, CompletableFuture<ConsumeResult> result) {
    Request request = new Request(profiles, context, result);
    ConsumeResult early = refusal(request);
    if (early == null) {
      early = send(request);
    }
    if (early != null) {
      request.complete(early);
    }
  }

  /** Frees the encoders. */
  @Override
  public void close() {
    encoders.close();
  }

  /** What to answer if there is nothing to do, nobody waits, or the budget is used up already. */
  private @Nullable ConsumeResult refusal(Request request) {
    if (request.profiles.size() == 0) {
      return ConsumeResult.stored(0);
    }
    InflightBudget budget = delivery.budget();
    if (budget.bookedBytes() >= budget.maxBytes()) {
      return overloaded(request.profiles.size());
    }
    return nobodyWaits(request);
  }

  private static @Nullable ConsumeResult nobodyWaits(Request request) {
    int rows = request.profiles.size();
    if (request.context.cancellation().isCancelled()) {
      return Outcomes.failed(rows, Reason.DEADLINE_EXCEEDED, "the sender has gone");
    }
    if (request.waitUntilNanos != Long.MAX_VALUE
        && request.waitUntilNanos - System.nanoTime() <= 0) {
      return Outcomes.failed(
          rows, Reason.DEADLINE_EXCEEDED, "the sender's deadline passed before anything was sent");
    }
    return null;
  }

  private ConsumeResult overloaded(int rows) {
    InflightBudget budget = delivery.budget();
    return Outcomes.failed(
        rows,
        Reason.OVERLOADED,
        "too much is on its way to ingesters: "
            + budget.bookedBytes()
            + " bytes (inflight_max_bytes: "
            + budget.maxBytes()
            + ")");
  }

  /** Sends a request; returns its result if that is known without an answer of any destination. */
  private @Nullable ConsumeResult send(Request request) {
    String tenant = request.context.tenant();
    PlannedRequest planned =
        claims.plan(destinations, request.profiles, request.keys, tenant, request.outcomes);
    boolean written = false;
    try {
      ConsumeResult early = send(request, planned);
      written = early == null;
      return early;
    } finally {
      if (!written) {
        planned.close();
      }
    }
  }

  private @Nullable ConsumeResult send(Request request, PlannedRequest planned) {
    Plan plan = planned.plan();
    int placed = plan.groups().rowCount();
    if (planned.unplacedRows() > 0) {
      delivery.countQuorumFailures(Reason.RING_TOO_SMALL.label(), planned.unplacedRows());
    }
    if (placed == 0) {
      return request.outcomes.build();
    }
    metrics.merged(placed - plan.groups().size());
    InflightBudget.Booking booking = delivery.budget().open();
    List<EncodedSeries> series = new ArrayList<>(plan.groups().size());
    boolean handedOver = false;
    try {
      ConsumeResult refused = encode(request, plan, booking, series);
      if (refused == null) {
        // Encoding may have taken long.
        refused = nobodyWaits(request);
      }
      handedOver = refused == null;
      if (!handedOver) {
        return refused;
      }
    } finally {
      if (!handedOver) {
        booking.close();
      }
    }
    if (queue == null) {
      write(request, planned, booking, series);
    } else {
      log(queue, request, planned, booking, series);
    }
    return null;
  }

  /** Writes a request to the log, from which it is delivered later. */
  private static void log(
      DurableQueue into,
      Request request,
      PlannedRequest planned,
      InflightBudget.Booking booking,
      List<EncodedSeries> series) {
    planned.sent();
    into.accept(request.context.tenant(), series)
        .whenComplete(
            (logged, failure) -> {
              booking.close();
              for (int each = 0; failure == null && each < series.size(); each++) {
                planned.stored(each);
              }
              planned.close();
              request.complete(
                  failure == null
                      ? request.outcomes.build()
                      : Outcomes.notLogged(request.profiles.size(), failure));
            });
  }

  private @Nullable ConsumeResult encode(
      Request request, Plan plan, InflightBudget.Booking booking, List<EncodedSeries> into) {
    SeriesEncoder encoder = encoders.take();
    SeriesTokens tokens = new SeriesTokens(request.context.tenant());
    try {
      for (int group = 0; group < plan.groups().size(); group++) {
        int[] rows = plan.groups().rows(group);
        EncodedSeries series = encoder.encode(request.profiles, rows, request.keys, tokens);
        if (!booking.add(series.wireBytes())) {
          return overBudget(request.profiles.size(), booking.bytes() + series.wireBytes());
        }
        tellSaturated(request, rows[0], encoder.saturatedValues());
        into.add(series);
      }
      return null;
    } finally {
      encoders.giveBack(encoder);
    }
  }

  private static void tellSaturated(Request request, int row, int count) {
    if (count > 0) {
      request.outcomes.detail(
          row, Reason.VALUE_SATURATED, count + " sums of merged samples were cut to 2^63-1");
    }
  }

  /** Of a request that can never be sent the sender must hear so, else it would try for ever. */
  private ConsumeResult overBudget(int rows, long bytes) {
    long max = delivery.budget().maxBytes();
    if (bytes <= max) {
      return overloaded(rows);
    }
    return ConsumeResult.all(
        rows,
        Outcome.REJECTED,
        Reason.REQUEST_TOO_LARGE,
        "request has more than " + bytes + " encoded bytes (inflight_max_bytes: " + max + ")",
        Duration.ZERO);
  }

  private void write(
      Request request,
      PlannedRequest planned,
      InflightBudget.Booking booking,
      List<EncodedSeries> series) {
    WriteRequest write =
        new WriteRequest(
            request.context.tenant(),
            series,
            planned.plan().placement(),
            booking,
            request.waitUntilNanos,
            request.context.cancellation());
    planned.sent();
    delivery
        .write(write)
        .whenComplete(
            (written, failure) -> {
              if (written == null) {
                planned.close();
                request.result.completeExceptionally(
                    failure == null ? new IllegalStateException("no result") : failure);
              } else {
                request.complete(outcomes(request, planned, written));
              }
            });
  }

  private ConsumeResult outcomes(Request request, PlannedRequest planned, WriteResult written) {
    for (int series = 0; series < written.size(); series++) {
      Outcomes.of(request.outcomes, planned.plan().groups().rows(series), written, series);
      SeriesDecision decision = written.decision(series);
      if (decision == SeriesDecision.STORED) {
        planned.stored(series);
      } else {
        delivery.countQuorumFailures(Outcomes.reason(decision, written.ended()).label(), 1);
      }
    }
    planned.close();
    return request.outcomes.build();
  }

  /** A request on its way through. */
  private final class Request {
    final Profiles profiles;
    final RequestContext context;
    final CompletableFuture<ConsumeResult> result;
    final ConsumeResult.Builder outcomes;
    final MergeKeys keys;
    final long waitUntilNanos;

    Request(Profiles profiles, RequestContext context, CompletableFuture<ConsumeResult> result) {
      this.profiles = profiles;
      this.context = context;
      this.result = result;
      outcomes = ConsumeResult.builder(profiles.size());
      keys =
          new MergeKeys(
              profiles, context.receivedUnixNanos(), ThreadLocalRandom.current().nextInt());
      waitUntilNanos =
          context.deadlineNanos() == RequestContext.NO_DEADLINE
              ? Long.MAX_VALUE
              : context.deadlineNanos() - MARGIN_NANOS;
    }

    void complete(ConsumeResult outcome) {
      metrics.done(profiles, outcome);
      result.complete(outcome);
    }
  }
}
