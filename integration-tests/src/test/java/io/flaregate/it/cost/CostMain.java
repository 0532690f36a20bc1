package io.flaregate.it.cost;

import com.google.protobuf.ByteString;
import io.flaregate.it.chaos.rig.ChildProcess;
import io.flaregate.it.chaos.rig.FreePort;
import io.flaregate.it.chaos.rig.SinkProcess;
import io.flaregate.profiles.corpus.Corpus;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import io.opentelemetry.proto.profiles.v1development.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Measures the CPU time that a gateway takes for each way of writing, in turns, so that whatever
 * else the machine does meets all of them. Arguments: file, requests per round, rounds.
 */
public final class CostMain {
  private static final int WARM_UP_ROUNDS = 2;
  private static final int SINKS = 3;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
  private final ExportProfilesServiceRequest request;
  private final Path directory;

  private CostMain(String file) throws IOException {
    request = ExportProfilesServiceRequest.parseFrom(Corpus.configured().file(file).body());
    directory = Files.createTempDirectory("flaregate-cost");
  }

  /** A gateway under test. */
  private record Subject(
      Variant variant,
      ChildProcess process,
      ProfilesServiceGrpc.ProfilesServiceBlockingStub stub,
      List<Double> millis) {}

  /** Measures and prints a table. */
  public static void main(String[] args) throws Exception {
    String file = args.length > 0 ? args[0] : "otlp/go-small-shop-cpu.otlp.pb";
    int requests = args.length > 1 ? Integer.parseInt(args[1]) : 300;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 9;
    print(file, requests, rounds, measure(file, requests, rounds));
  }

  /** The milliseconds of CPU that a request takes in each way, median of the rounds. */
  static Map<Variant, Double> measure(String file, int requests, int rounds) throws Exception {
    CostMain cost = new CostMain(file);
    try {
      return cost.run(requests, rounds);
    } finally {
      for (int i = cost.open.size() - 1; i >= 0; i--) {
        cost.open.get(i).close();
      }
    }
  }

  private Map<Variant, Double> run(int requests, int rounds) throws Exception {
    int[] ports = new int[SINKS];
    for (int i = 0; i < SINKS; i++) {
      SinkProcess sink = SinkProcess.start(directory, i);
      open.add(sink);
      ports[i] = sink.port();
    }
    List<Subject> subjects = new ArrayList<>();
    for (Variant variant : Variant.values()) {
      subjects.add(subject(variant, ports));
    }
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (Subject each : subjects) {
        double millis = round(each, round < 0 ? 4 * requests : requests);
        if (round >= 0) {
          each.millis().add(millis);
        }
      }
    }
    Map<Variant, Double> medians = new EnumMap<>(Variant.class);
    subjects.forEach(each -> medians.put(each.variant(), median(each.millis())));
    return medians;
  }

  private Subject subject(Variant variant, int[] ports) throws Exception {
    Path own = Files.createDirectories(directory.resolve(variant.name()));
    int grpcPort = FreePort.next();
    Path yaml = own.resolve("gateway.yaml");
    Files.writeString(yaml, variant.yaml(ports, FreePort.next(), grpcPort, own));
    Path home = Path.of("../plugin/distribution/target/flaregate").toAbsolutePath().normalize();
    ChildProcess process =
        ChildProcess.start(
            own,
            "gateway",
            Map.of("FLAREGATE_JAVA_OPTS", "-Xmx256m"),
            List.of(home.resolve("bin/flaregate").toString(), "run", "--config", yaml.toString()));
    open.add(process);
    String unused = process.awaitOutput("is running");
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
    open.add(channel::shutdownNow);
    return new Subject(
        variant,
        process,
        ProfilesServiceGrpc.newBlockingStub(channel).withWaitForReady(),
        new ArrayList<>());
  }

  /** The milliseconds of CPU that one request took. */
  private double round(Subject subject, int requests) {
    Duration before = cpu(subject);
    for (int i = 0; i < requests; i++) {
      boolean partial = subject.stub().export(next()).hasPartialSuccess();
      if (partial) {
        throw new IllegalStateException(subject.variant() + " did not take everything");
      }
    }
    return cpu(subject).minus(before).toNanos() / 1e6 / requests;
  }

  private static Duration cpu(Subject subject) {
    return ProcessHandle.of(subject.process().pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElseThrow(() -> new IllegalStateException(subject.process().output()));
  }

  /** The same profiles, as new ones of this moment. */
  private ExportProfilesServiceRequest next() {
    ExportProfilesServiceRequest.Builder result = request.toBuilder();
    long now = System.currentTimeMillis() * 1_000_000;
    result
        .getResourceProfilesBuilderList()
        .forEach(
            resource ->
                resource
                    .getScopeProfilesBuilderList()
                    .forEach(scope -> scope.getProfilesBuilderList().forEach(p -> renew(p, now))));
    return result.build();
  }

  private void renew(Profile.Builder profile, long now) {
    byte[] id = new byte[16];
    random.nextBytes(id);
    profile.setProfileId(ByteString.copyFrom(id)).setTimeUnixNano(now);
  }

  private static void print(String file, int requests, int rounds, Map<Variant, Double> medians) {
    double sink = medians.getOrDefault(Variant.SINK, Double.NaN);
    System.out.printf(
        "%s, %d rounds of %d requests, medians of the rounds%n%n", file, rounds, requests);
    System.out.println("| way | CPU ms a request | against one copy |");
    System.out.println("| --- | ---: | ---: |");
    medians.forEach(
        (variant, millis) ->
            System.out.printf("| %s | %.2f | %.2f |%n", variant, millis, millis / sink));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
