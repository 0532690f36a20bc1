package io.flaregate.it.tenants;

import io.flaregate.it.chaos.rig.OtlpSender;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A quiet tenant's requests, in rounds of three kinds in turns, so that whatever else the machine
 * does meets all: alone; while a noisy tenant sends to another gateway, which takes the same of the
 * machine and of the ingesters; while the noisy tenant sends to the same gateway. What is worse in
 * the third than in the second is what tenants of one gateway do to each other.
 */
final class NoisyTenant {
  private static final int QUIET_PER_SECOND = 40;
  private static final int QUIET_SERVICES = 16;
  private static final int SAMPLES = 200;
  private static final int CANDIDATES = 600;
  private static final int SERIES_AT_ONCE = 20;
  private static final int UNIQUE_AT_ONCE = 100;
  private static final int UNIQUE = 100_000;

  private final TenantsRig rig;
  private final Noise noise;
  private final List<ExportProfilesServiceRequest> quietRequests = new ArrayList<>();
  private final Supplier<ExportProfilesServiceRequest> noiseRequests;
  private final OtlpSender quietSender;
  private final OtlpSender elsewhereSender;
  private final OtlpSender besideSender;
  private int nextQuiet;
  private int nextUnique;

  /** The kinds of rounds. */
  enum Kind {
    ALONE,
    ELSEWHERE,
    BESIDE
  }

  /**
   * What was measured.
   *
   * @param quiet answers to the quiet tenant, by kind and round
   * @param noisy answers to the noisy tenant, by round
   */
  record Outcome(Map<Kind, List<Stream>> quiet, List<Stream> noisy) {
    /** Requests of the quiet tenant that were not acknowledged. */
    int errors() {
      return all().stream().mapToInt(Stream::errors).sum();
    }

    /** The rounds of a kind. */
    List<Stream> of(Kind kind) {
      return quiet.getOrDefault(kind, List.of());
    }

    private List<Stream> all() {
      return quiet.values().stream().flatMap(List::stream).toList();
    }

    /** What the quiet tenant heard that was no success. */
    String words() {
      return all().stream().filter(each -> each.errors() > 0).map(Stream::report).toList()
          + "; noisy: "
          + noisy.stream().map(Stream::report).toList();
    }

    /** A share of the latencies of all rounds, in milliseconds. */
    double millis(Kind kind, double share) {
      List<Long> nanos = new ArrayList<>();
      of(kind).forEach(round -> nanos.addAll(round.nanos()));
      return Stream.millis(nanos, share);
    }

    /** The median of the rounds' latencies at a share, in milliseconds. */
    double median(Kind kind, double share) {
      List<Double> each =
          of(kind).stream().map(round -> Stream.millis(round.nanos(), share)).sorted().toList();
      return each.get(each.size() / 2);
    }
  }

  NoisyTenant(TenantsRig rig, Noise noise, long seed) throws IOException, InterruptedException {
    this.rig = rig;
    this.noise = noise;
    quietSender = rig.sender(rig.gateway());
    besideSender = rig.sender(rig.gateway());
    elsewhereSender = rig.sender(rig.anotherGateway());
    Requests maker = new Requests(seed);
    for (int i = 0; i < QUIET_SERVICES; i++) {
      quietRequests.add(maker.of(List.of("quiet-" + i), SAMPLES));
    }
    noiseRequests = noise(maker);
  }

  private Supplier<ExportProfilesServiceRequest> noise(Requests maker)
      throws IOException, InterruptedException {
    if (noise == Noise.MANY_LABELS) {
      return this::unique;
    }
    List<String> names = IntStream.range(0, CANDIDATES).mapToObj(i -> "shop-" + i).toList();
    if (noise == Noise.SAME_SET) {
      names = onOneSet(rig.locate(noise.tenant(), maker.of(names, 1).toByteArray()));
    }
    ExportProfilesServiceRequest all =
        maker.of(names.subList(0, Math.min(SERIES_AT_ONCE, names.size())), SAMPLES);
    return () -> Requests.now(all);
  }

  private ExportProfilesServiceRequest unique() {
    int from = nextUnique;
    nextUnique = (nextUnique + UNIQUE_AT_ONCE) % UNIQUE;
    return Requests.now(Requests.unique(from, UNIQUE_AT_ONCE));
  }

  /** Those services whose series lie where most of them do. */
  static List<String> onOneSet(Map<String, String> places) {
    Map<String, List<String>> bySet = new LinkedHashMap<>();
    places.forEach(
        (service, set) -> bySet.computeIfAbsent(set, any -> new ArrayList<>()).add(service));
    return bySet.values().stream()
        .max((a, b) -> Integer.compare(a.size(), b.size()))
        .orElseThrow(() -> new IllegalStateException("no series was located"));
  }

  /** Measures; the first round of each kind warms up and does not count. */
  Outcome run(int rounds, Duration time) throws InterruptedException {
    Outcome outcome = new Outcome(new EnumMap<>(Kind.class), new ArrayList<>());
    List<Kind> order = new ArrayList<>(List.of(Kind.values()));
    for (int round = 0; round <= rounds; round++) {
      // Which comes first changes, so that none profits from what another leaves behind.
      Collections.rotate(order, 1);
      for (Kind kind : order) {
        Stream quiet = round(kind, time, outcome);
        if (round > 0) {
          outcome.quiet().computeIfAbsent(kind, any -> new ArrayList<>()).add(quiet);
        }
      }
    }
    return outcome;
  }

  private Stream round(Kind kind, Duration time, Outcome outcome) throws InterruptedException {
    return switch (kind) {
      case ALONE -> alone(time);
      case ELSEWHERE -> beside(elsewhereSender, time, outcome);
      case BESIDE -> beside(besideSender, time, outcome);
    };
  }

  private Stream alone(Duration time) throws InterruptedException {
    Stream quiet = new Stream(quietSender, "quiet");
    quiet.run(QUIET_PER_SECOND, time, this::quiet);
    return quiet;
  }

  private ExportProfilesServiceRequest quiet() {
    return Requests.now(quietRequests.get(nextQuiet++ % QUIET_SERVICES));
  }

  private Stream beside(OtlpSender sender, Duration time, Outcome outcome)
      throws InterruptedException {
    Stream noisy = new Stream(sender, noise.tenant());
    AtomicReference<InterruptedException> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                noisy.run(noise.requestsPerSecond(), time, noiseRequests);
              } catch (InterruptedException e) {
                failure.set(e);
              }
            },
            "noise");
    thread.start();
    Stream quiet = alone(time);
    thread.join();
    if (failure.get() != null) {
      throw new InterruptedException("the noise was interrupted");
    }
    outcome.noisy().add(noisy);
    return quiet;
  }
}
