package io.flaregate.distribution.demo;

import io.flaregate.gateway.Gateway;
import io.flaregate.gateway.GatewayException;
import io.flaregate.gateway.config.InvalidConfigException;
import io.flaregate.gateway.logging.LoggingSetup;
import io.flaregate.otlp.OtlpReceiver;
import io.flaregate.phlare.read.TimeRange;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** One run of the demo. */
final class Demo {
  private static final List<String> FILES =
      List.of(
          "ap-ctimer-threads-total.otlp.pb.gz",
          "ap-jfr-all-alloc-total-threads.otlp.pb.gz",
          "ebpf-10procs-on-offcpu-20profiles.otlp.pb.gz",
          "go-batch-20profiles-2services.otlp.pb.gz",
          "go-small-compile-cpu.otlp.pb.gz",
          "go-small-shop-mutex.otlp.pb.gz");
  private static final int ROUNDS = 10;
  private static final int STOPPED = 2;
  private static final int REPLICATION_FACTOR = 3;
  private static final String TENANT = "anonymous";
  private static final Duration ROUND = Duration.ofMinutes(1);
  private static final Duration MAX_SPAN = Duration.ofMinutes(20);
  private static final ComponentId OTLP = ComponentId.parse("otlp");

  private final PrintStream out;
  private final boolean stay;
  private final SampleTotals expected = new SampleTotals();
  private int requests;
  private long profiles;
  private long bytes;
  private @Nullable String firstProblem;

  Demo(PrintStream out, boolean stay) {
    this.out = out;
    this.stay = stay;
  }

  /** Runs; true if every total agrees and no request was refused. */
  boolean run() throws IOException, InterruptedException {
    List<DemoRequest> recorded = load();
    try (Ingesters ingesters = new Ingesters();
        Gateway gateway = gateway(config(ingesters))) {
      LoggingSetup.apply(gateway.logs());
      gateway.start();
      int admin = gateway.adminAddress().orElseThrow().getPort();
      out.println("gateway: http://127.0.0.1:" + admin + "  (what runs, /ready, /metrics)");
      out.println("ingesters: " + ingesters.targets());
      out.println("flame graph: " + ingesters.get(0).pageUri());
      out.println();
      replay(recorded, gateway, ingesters);
      return finish(gateway, ingesters);
    } catch (GatewayException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Gateway gateway(String config) throws GatewayException {
    try {
      return Gateway.builder().configText("demo", config).pluginsOfClassPath().build();
    } catch (InvalidConfigException e) {
      throw new GatewayException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String config(Ingesters ingesters) {
    return """
        receivers:
          otlp:
            protocols:
              grpc: { endpoint: "127.0.0.1:0" }
              http: { endpoint: "127.0.0.1:0" }
        processors:
          phlare:
            limits:
              ingestion_rate_mb: 0   # the demo sends as fast as it can
        exporters:
          phlare:
            ring:
              replication_factor: 3
              static_instances:
        """
        + ingesters.staticInstances()
        + """
        service:
          admin: { endpoint: "127.0.0.1:0" }
          telemetry: { logs: { level: error } }
          pipelines:
            profiles: { receivers: [otlp], processors: [phlare], exporters: [phlare] }
        """;
  }

  private static List<DemoRequest> load() throws IOException {
    List<DemoRequest> recorded = new ArrayList<>();
    for (String file : FILES) {
      try (InputStream resource = Demo.class.getResourceAsStream(file)) {
        if (resource == null) {
          throw new IOException("the recorded profiles " + file + " are missing");
        }
        byte[] body = new GZIPInputStream(resource).readAllBytes();
        recorded.add(DemoRequest.parse(file.replace(".otlp.pb.gz", ""), body));
      }
    }
    return recorded;
  }

  private void replay(List<DemoRequest> recorded, Gateway gateway, Ingesters ingesters)
      throws InterruptedException {
    OtlpReceiver receiver =
        gateway.component(ComponentKind.RECEIVER, OTLP, OtlpReceiver.class).orElseThrow();
    int total = ROUNDS * recorded.size();
    try (Sender sender =
            new Sender(receiver.grpcAddress().orElseThrow(), receiver.httpAddress().orElseThrow());
        ProgressBar bar = progress(total)) {
      for (int round = 0; round < ROUNDS; round++) {
        if (round == ROUNDS / 2) {
          ingesters.get(STOPPED).close();
          out.println("  ingester-" + (STOPPED + 1) + " stopped; going on with two of three");
        }
        long end = nowNanos() - ROUND.multipliedBy(ROUNDS - 1 - round).toNanos();
        for (DemoRequest request : recorded) {
          send(sender, request, end);
          bar.step();
        }
      }
    }
  }

  private void send(Sender sender, DemoRequest request, long endUnixNanos)
      throws InterruptedException {
    ExportProfilesServiceRequest message =
        request.restamped(endUnixNanos, MAX_SPAN.toNanos(), requests++);
    profiles += request.profiles().size();
    bytes += message.getSerializedSize();
    expected.add(request);
    Sender.Reply reply = sender.send(message);
    boolean refused = !reply.problem().isEmpty() || reply.rejected() > 0;
    if (refused && firstProblem == null) {
      firstProblem =
          request.name() + ": " + reply.problem() + " (" + reply.rejected() + " rejected)";
    }
  }

  private boolean finish(Gateway gateway, Ingesters ingesters)
      throws IOException, InterruptedException {
    Report report = new Report(out);
    long stored = 0;
    for (int i = 0; i < ingesters.targets().size(); i++) {
      stored += i == STOPPED ? 0 : ingesters.get(i).contents().bytes();
    }
    report.gateway(new MetricsText(gateway.metrics()), requests, profiles, bytes, stored);
    long day = Duration.ofDays(1).toMillis();
    long nowMillis = nowNanos() / 1_000_000;
    ReadBack.Result read =
        new ReadBack(ingesters.targets(), REPLICATION_FACTOR, TENANT)
            .read(new TimeRange(nowMillis - day, nowMillis + day));
    boolean equal = report.totals(expected, read);
    if (firstProblem != null) {
      out.println("a request was refused: " + firstProblem);
    }
    if (stay) {
      out.println("\nflame graph: " + ingesters.get(0).pageUri() + "   (Ctrl-C ends)");
      new CountDownLatch(1).await();
    }
    return equal && firstProblem == null;
  }

  private ProgressBar progress(int total) {
    return new ProgressBarBuilder()
        .setTaskName("replaying")
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .build();
  }

  private static long nowNanos() {
    return System.currentTimeMillis() * 1_000_000;
  }
}
