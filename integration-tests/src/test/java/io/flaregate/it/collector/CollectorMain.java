package io.flaregate.it.collector;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.ColumnsText;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.OtlpDecoder;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.spi.profiles.Profiles;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code flaregate-collector}. */
@Command(
    name = "flaregate-collector",
    mixinStandardHelpOptions = true,
    description = {
      "Puts the gateway between a real OpenTelemetry Collector and itself: every real request goes"
          + " into the collector, from there into the gateway and back, and must come out with the"
          + " same profiles, by gRPC and HTTP, protobuf and JSON, in every compression.",
      "Exit codes: 0 all came through, 1 some did not, 3 something broke."
    })
public final class CollectorMain implements Callable<Integer> {
  private static final int DIFFERENT = 1;
  private static final int BROKEN = 3;
  private static final int SECONDS = 60;

  /** What the Collector takes by gRPC if nothing is said. */
  private static final int MAX_BYTES = 4 << 20;

  @Option(
      names = "--collector",
      required = true,
      description = "A collector's binary with otlp, otlp_grpc and otlp_http; 0.163 or newer.")
  private Path binary = Path.of("");

  private int different;

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new CollectorMain())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  failure.printStackTrace();
                  return BROKEN;
                })
            .execute(args));
  }

  @Override
  public Integer call() throws Exception {
    List<CorpusFile> files = new ArrayList<>();
    for (CorpusFile file : Corpus.configured().files("otlp")) {
      if (file.body().length < MAX_BYTES) {
        files.add(file);
      }
    }
    List<Variant> variants = Variant.all();
    Path directory = Files.createTempDirectory("flaregate-collector");
    try (Sink sink = new Sink();
        Chain chain = new Chain(binary.toAbsolutePath(), directory, variants, sink.port())) {
      for (Variant variant : variants) {
        run(variant, files, sink);
      }
      if (different > 0) {
        System.out.println(chain.output());
      }
    }
    return different == 0 ? 0 : DIFFERENT;
  }

  private void run(Variant variant, List<CorpusFile> files, Sink sink) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", variant.collectorPort()).usePlaintext().build();
    try {
      ProfilesServiceGrpc.ProfilesServiceBlockingStub stub =
          ProfilesServiceGrpc.newBlockingStub(channel);
      int same = 0;
      for (CorpusFile file : files) {
        same += isSame(variant, file, stub, sink) ? 1 : 0;
      }
      different += files.size() - same;
      String failures = failures(variant, files.get(0), stub, sink);
      System.out.printf(
          "%-28s %d of %d requests came through as they were; %s%n",
          variant.name() + ":", same, files.size(), failures);
    } finally {
      channel.shutdownNow();
    }
  }

  private static boolean isSame(
      Variant variant,
      CorpusFile file,
      ProfilesServiceGrpc.ProfilesServiceBlockingStub stub,
      Sink sink)
      throws Exception {
    byte[] body = file.body();
    Status status = send(stub, body);
    List<ExportProfilesServiceRequest> received = sink.take();
    if (!status.isOk() || received.size() != 1) {
      System.out.printf(
          "%s: %s: %s, %d requests%n", variant.name(), file.name(), status, received.size());
      return false;
    }
    boolean same =
        ColumnsText.of(decode(received.get(0).toByteArray())).equals(ColumnsText.of(decode(body)));
    if (!same) {
      System.out.printf("%s: %s: other profiles came out%n", variant.name(), file.name());
    }
    return same;
  }

  /** A failure that passes is tried again by the gateway; one for good reaches the sender. */
  private String failures(
      Variant variant,
      CorpusFile file,
      ProfilesServiceGrpc.ProfilesServiceBlockingStub stub,
      Sink sink)
      throws IOException {
    sink.failOnce(Status.UNAVAILABLE.withDescription("come back"));
    Status again = send(stub, file.body());
    int came = sink.take().size();
    sink.failOnce(Status.INVALID_ARGUMENT.withDescription("not this one"));
    Status refused = send(stub, file.body());
    // The Collector's exporter does not read messages of errors in JSON.
    boolean told =
        variant.encoding().equals("json")
            || String.valueOf(refused.getDescription()).contains("not this one");
    boolean expected =
        again.isOk()
            && came == 1
            && refused.getCode() == Status.Code.INVALID_ARGUMENT
            && told
            && sink.take().isEmpty();
    different += expected ? 0 : 1;
    return "after UNAVAILABLE: "
        + again.getCode()
        + ", after INVALID_ARGUMENT: "
        + refused.getCode()
        + (expected ? "" : " (" + again + ", " + came + ", " + refused + ")");
  }

  private static Status send(ProfilesServiceGrpc.ProfilesServiceBlockingStub stub, byte[] body)
      throws IOException {
    try {
      stub.withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
          .export(ExportProfilesServiceRequest.parseFrom(body));
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  private static Profiles decode(byte[] body) throws UndecodableException {
    return new OtlpDecoder().decode(body, body.length, DecodeLimits.DEFAULT).profiles();
  }
}
