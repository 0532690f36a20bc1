package io.flaregate.it.live;

import com.google.protobuf.CodedOutputStream;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.it.chaos.rig.ChildProcess;
import io.flaregate.it.chaos.rig.Wait;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code flaregate-live}. */
@Command(
    name = "flaregate-live",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the gateway beside a real Pyroscope's distributor, over the same real ingesters:"
          + " whether both put the same series on the same ingesters, whether flaregate read and"
          + " Pyroscope's querier add up the same, and what CPU time a push takes of each.",
      "Exit codes: 0 they agree, 1 they do not, 3 something broke."
    })
public final class LiveMain implements Callable<Integer> {
  private static final int DISAGREE = 1;
  private static final int BROKEN = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int ROUNDS = 6;

  @Option(names = "--pyroscope", required = true, description = "Pyroscope's binary, 1.x.")
  private Path binary = Path.of("");

  @Option(names = "--ingesters", description = "How many real ingesters.")
  private int ingesters = 6;

  @Option(names = "--tenants", description = "How many tenants push each recorded push.")
  private int tenants = 12;

  @Option(names = "--requests", description = "Requests a round of the cost; 0: no cost.")
  private int requests;

  private final Connect connect = new Connect();
  private final List<Pushes> pushes = new ArrayList<>();
  private boolean agree = true;

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new LiveMain())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  failure.printStackTrace();
                  return BROKEN;
                })
            .execute(args));
  }

  @Override
  public Integer call() throws Exception {
    for (CorpusFile file : Corpus.configured().files("push")) {
      pushes.add(new Pushes(file.name(), file.body()));
    }
    Path directory = Files.createTempDirectory("flaregate-live");
    try (PyroscopeCluster cluster =
            new PyroscopeCluster(binary.toAbsolutePath(), directory).start(ingesters);
        LiveGateway gateway = new LiveGateway(cluster, directory)) {
      awaitDistributor(cluster);
      comparePlaces(cluster, gateway);
      compareSums(cluster, gateway, "before an ingester is killed");
      if (requests > 0) {
        compareCost(cluster, gateway);
      }
      // The last one: the first is whom all others, the gateway too, know of memberlist.
      cluster.kill(ingesters - 1);
      pushAll(gateway.url(), "tenant-0");
      System.out.println("one ingester is killed: every push is acknowledged");
      compareSums(cluster, gateway, "after an ingester is killed");
    }
    return agree ? 0 : DISAGREE;
  }

  private void awaitDistributor(PyroscopeCluster cluster) throws IOException {
    byte[] body = pushes.get(0).next();
    Wait.until(
        "Pyroscope's distributor takes a push",
        PATIENCE,
        () -> connect.push(cluster.distributor(), "first", body).statusCode() == 200);
  }

  private void pushAll(String url, String tenant) throws IOException, InterruptedException {
    for (Pushes each : pushes) {
      push(url, tenant, each);
    }
  }

  private void push(String url, String tenant, Pushes pushes)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = connect.push(url, tenant, pushes.next());
    if (answer.statusCode() != 200) {
      throw new IOException(url + " answered " + pushes.name() + " with " + Connect.text(answer));
    }
  }

  /** Pushes by the one, then by the other: no series may be anywhere else than before. */
  private void comparePlaces(PyroscopeCluster cluster, LiveGateway gateway)
      throws IOException, InterruptedException {
    int series = 0;
    int copies = 0;
    int different = 0;
    for (int i = 0; i < tenants; i++) {
      String tenant = "tenant-" + i;
      pushAll(cluster.distributor(), tenant);
      List<Set<String>> theirs = held(cluster, tenant);
      pushAll(gateway.url(), tenant);
      List<Set<String>> ours = held(cluster, tenant);
      Set<String> all = new TreeSet<>();
      for (int member = 0; member < ingesters; member++) {
        copies += theirs.get(member).size();
        Set<String> more = new TreeSet<>(ours.get(member));
        more.removeAll(theirs.get(member));
        different += more.size();
        all.addAll(theirs.get(member));
      }
      series += all.size();
    }
    System.out.printf(
        "places: %d series of %d tenants, %d copies on %d ingesters; elsewhere or otherwise named"
            + " by the gateway: %d%n",
        series, tenants, copies, ingesters, different);
    agree &= different == 0 && copies == series * PyroscopeCluster.REPLICATION_FACTOR;
  }

  private List<Set<String>> held(PyroscopeCluster cluster, String tenant)
      throws IOException, InterruptedException {
    List<Set<String>> held = new ArrayList<>();
    for (int i = 0; i < ingesters; i++) {
      held.add(connect.series(cluster.ingester(i), tenant));
    }
    return held;
  }

  private void compareSums(PyroscopeCluster cluster, LiveGateway gateway, String when)
      throws IOException, InterruptedException {
    String tenant = "tenant-0";
    Set<String> types = new TreeSet<>();
    for (int i = 0; i < ingesters - 1; i++) {
      types.addAll(connect.types(cluster.ingester(i), tenant));
    }
    int equal = 0;
    for (String type : types) {
      long total =
          Profile.parseFrom(
                  connect.call(
                      cluster.querier() + "/querier.v1.QuerierService/SelectMergeProfile",
                      tenant,
                      question(type)))
              .getSampleList()
              .stream()
              .mapToLong(sample -> sample.getValue(0))
              .sum();
      String read = gateway.read(tenant, type);
      if (read.contains(", " + total + " ")) {
        equal++;
      } else {
        System.out.println(type + ": Pyroscope's querier adds up " + total + ", read: " + read);
      }
    }
    System.out.printf(
        "sums %s: %d of %d types are what Pyroscope's querier says%n", when, equal, types.size());
    agree &= equal == types.size();
  }

  /** A {@code SelectMergeProfileRequest}. */
  private static byte[] question(String type) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    long now = System.currentTimeMillis();
    out.writeString(1, type);
    out.writeString(2, "{}");
    out.writeInt64(3, now - 86_400_000);
    out.writeInt64(4, now + 86_400_000);
    out.flush();
    return bytes.toByteArray();
  }

  /** In turns, so that whatever else the machine does meets both; the first rounds warm up. */
  private void compareCost(PyroscopeCluster cluster, LiveGateway gateway)
      throws IOException, InterruptedException {
    System.out.println("| push | Pyroscope, CPU ms | gateway, CPU ms | ratio |");
    System.out.println("| --- | ---: | ---: | ---: |");
    Map<String, double[]> millis = new TreeMap<>();
    for (int round = -ROUNDS / 2; round < ROUNDS; round++) {
      for (Pushes each : pushes) {
        double theirs = cost(cluster.distributorProcess(), cluster.distributor(), each);
        double ours = cost(gateway.process(), gateway.url(), each);
        if (round >= 0) {
          double[] sum = millis.computeIfAbsent(each.name(), any -> new double[2]);
          sum[0] += theirs / ROUNDS;
          sum[1] += ours / ROUNDS;
        }
      }
    }
    millis.forEach(
        (file, cost) ->
            System.out.printf(
                "| %s | %.2f | %.2f | %.2f |%n", file, cost[0], cost[1], cost[0] / cost[1]));
  }

  private double cost(ChildProcess process, String url, Pushes pushes)
      throws IOException, InterruptedException {
    Duration before = cpu(process);
    for (int i = 0; i < requests; i++) {
      push(url, "cost", pushes);
    }
    return cpu(process).minus(before).toNanos() / 1e6 / requests;
  }

  private static Duration cpu(ChildProcess process) {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElseThrow(() -> new IllegalStateException(process.output()));
  }
}
