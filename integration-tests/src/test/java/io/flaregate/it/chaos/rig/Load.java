package io.flaregate.it.chaos.rig;

import io.flaregate.it.chaos.rig.Answered.Kind;
import io.flaregate.it.chaos.rig.OtlpSender.Reply;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends requests at a fixed rate, whatever becomes of those before (an open loop: a slow gateway
 * does not slow the senders down, and latency counts from when a request was due). Every second
 * request goes over gRPC, the others over HTTP.
 */
public final class Load implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MOST_UNDER_WAY = 2_000;

  private final OtlpSender sender;
  private final Shape shape;
  private final ProfileMaker maker;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "load");
            thread.setDaemon(true);
            return thread;
          });
  private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private volatile long impatientMillis;

  /**
   * What is sent.
   *
   * @param prefix what ids begin with; unique among all runs
   * @param tenant whose profiles they are
   * @param profilesPerSecond the rate
   * @param profilesPerRequest how many go into one request
   * @param paddingBytes random text in each profile
   */
  public record Shape(
      String prefix,
      String tenant,
      int profilesPerSecond,
      int profilesPerRequest,
      int paddingBytes) {}

  /** Nothing is sent yet. */
  public Load(OtlpSender sender, Shape shape) {
    this.sender = sender;
    this.shape = shape;
    maker = new ProfileMaker(shape.paddingBytes(), shape.prefix().hashCode());
  }

  /** The same load for another tenant, over the same connections. */
  public Load ofTenant(String tenant) {
    return new Load(
        sender,
        new Shape(
            shape.prefix() + tenant,
            tenant,
            shape.profilesPerSecond(),
            shape.profilesPerRequest(),
            shape.paddingBytes()));
  }

  /** Begins to send. */
  public Load start() {
    double perSecond = (double) shape.profilesPerSecond() / shape.profilesPerRequest();
    long period = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    var unused = clock.scheduleAtFixedRate(this::tick, 0, period, TimeUnit.NANOSECONDS);
    return this;
  }

  /** Most senders from now on give up after a random time of at most so much; 0: none does. */
  public void giveUpWithin(long millis) {
    impatientMillis = millis;
  }

  private void tick() {
    long due = System.nanoTime();
    if (underWay.get() >= MOST_UNDER_WAY) {
      // The rig itself must not run out of memory; that so much is under way is a finding.
      answers.add(new Answered(List.of(), due, due, Kind.FAILED, "too much is under way"));
      return;
    }
    CompletableFuture<Answered> unused = send(due);
  }

  /** Sends one request now. */
  public Answered once() {
    return send(System.nanoTime()).join();
  }

  private CompletableFuture<Answered> send(long due) {
    long number = sent.getAndIncrement();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < shape.profilesPerRequest(); i++) {
      ids.add(shape.prefix() + "-" + number + "-" + i + ".");
    }
    ExportProfilesServiceRequest request =
        maker.request(ids, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
    underWay.incrementAndGet();
    long impatient = impatientMillis;
    boolean giveUp = impatient > 0 && number % 4 != 0;
    Duration timeout =
        giveUp ? Duration.ofMillis(1 + ThreadLocalRandom.current().nextLong(impatient)) : TIMEOUT;
    CompletableFuture<Reply> reply =
        number % 2 == 0
            ? sender.grpc(request, shape.tenant(), timeout)
            : sender.http(request, shape.tenant(), timeout);
    return reply.thenApply(
        said -> {
          Answered answered = new Answered(ids, due, System.nanoTime(), said.kind(), said.detail());
          answers.add(answered);
          underWay.decrementAndGet();
          return answered;
        });
  }

  /** Sends nothing more by itself. */
  public void pause() {
    clock.shutdownNow();
  }

  /** Sends nothing more and waits for what is under way. */
  public List<Answered> stop() {
    clock.shutdownNow();
    Wait.until("answers to all requests", TIMEOUT.plusSeconds(10), () -> underWay.get() == 0);
    return answers();
  }

  /** What became of the requests so far. */
  public List<Answered> answers() {
    return List.copyOf(answers);
  }

  /** How many requests are not answered yet. */
  public int underWay() {
    return underWay.get();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
