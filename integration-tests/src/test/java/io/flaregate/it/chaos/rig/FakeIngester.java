package io.flaregate.it.chaos.rig;

import com.google.protobuf.ByteString;
import io.flaregate.ingester.proto.push.PushRequest;
import io.flaregate.ingester.proto.push.PushResponse;
import io.flaregate.ingester.proto.push.RawProfileSeries;
import io.flaregate.ingester.proto.types.LabelPair;
import io.flaregate.ingester.rpc.IngesterMethods;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An ingester as a process of its own, that keeps nothing but the ids of what it accepted, synced
 * to disk before it answers. It opens every pprof and looks for the id in it, so that bytes that
 * were mixed up or damaged on their way do not count as stored.
 *
 * <p>The embedded ingester could serve as well, but its store is a database: what it holds can only
 * be asked for while it runs, and it stores a profile that comes twice once, which hides
 * duplicates.
 *
 * <p>Arguments: port (0: a free one), file of the log. On its standard input it is told how to
 * misbehave: {@code refuse TENANT CODE}, {@code delay MILLIS}, {@code garbage on}, {@code well}.
 */
public final class FakeIngester {
  /** The label that carries the id of a profile. */
  public static final String ID_LABEL = "chaos_id";

  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<String> TENANT_OF_CALL = Context.key("tenant");
  private static final int MAX_BYTES = 64 << 20;
  private static final String HUGE = "x".repeat(8 << 20);

  private final AcceptLog log;
  private final Map<String, Status.Code> refusals = new ConcurrentHashMap<>();
  private volatile long delayMillis;
  private volatile boolean garbage;

  private FakeIngester(AcceptLog log) {
    this.log = log;
  }

  /** The process. */
  public static void main(String[] args) throws IOException, InterruptedException {
    FakeIngester ingester = new FakeIngester(new AcceptLog(Path.of(args[1])));
    InetSocketAddress at =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    Server server =
        NettyServerBuilder.forAddress(at)
            .executor(Executors.newFixedThreadPool(4))
            .maxInboundMessageSize(MAX_BYTES)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .addService(ingester.service())
            .build()
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(server)));
    System.out.println("ingester listens on " + server.getPort());
    ingester.obey();
    server.awaitTermination();
  }

  /** SIGTERM: as a real ingester, it finishes what it has begun. */
  private static void drain(Server server) {
    server.shutdown();
    try {
      if (!server.awaitTermination(5, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ServerServiceDefinition service() {
    ServerServiceDefinition plain =
        ServerServiceDefinition.builder(IngesterMethods.SERVICE)
            .addMethod(IngesterMethods.PUSH, ServerCalls.asyncUnaryCall(this::push))
            .build();
    return ServerInterceptors.intercept(plain, new TenantReader());
  }

  private static final class TenantReader implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      String tenant = headers.get(TENANT);
      Context context = Context.current().withValue(TENANT_OF_CALL, tenant == null ? "" : tenant);
      return Contexts.interceptCall(context, call, headers, next);
    }
  }

  private void push(PushRequest request, StreamObserver<PushResponse> answer) {
    Status.Code refusal = refusals.get(TENANT_OF_CALL.get());
    if (refusal != null) {
      answer.onError(refusal.toStatus().withDescription("told to refuse").asRuntimeException());
      return;
    }
    List<String> ids;
    try {
      ids = ids(request);
    } catch (IOException e) {
      answer.onError(
          Status.UNKNOWN.withDescription("bad profile: " + e.getMessage()).asRuntimeException());
      return;
    }
    var unused = log.append(ids).whenComplete((nothing, failure) -> answer(answer, failure));
  }

  private void answer(StreamObserver<PushResponse> answer, @Nullable Throwable failure) {
    try {
      if (delayMillis > 0) {
        TimeUnit.MILLISECONDS.sleep(delayMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (garbage) {
      answer.onError(Status.UNKNOWN.withDescription(HUGE).asRuntimeException());
    } else if (failure != null) {
      answer.onError(Status.INTERNAL.withDescription("disk: " + failure).asRuntimeException());
    } else {
      answer.onNext(PushResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }

  private static List<String> ids(PushRequest request) throws IOException {
    List<String> ids = new ArrayList<>();
    for (RawProfileSeries series : request.getSeriesList()) {
      for (LabelPair label : series.getLabelsList()) {
        if (label.getName().equals(ID_LABEL)) {
          requireInside(series.getSamples(0).getRawProfile(), label.getValue());
          ids.add(label.getValue());
        }
      }
    }
    return ids;
  }

  private static void requireInside(ByteString pprof, String id) throws IOException {
    byte[] plain;
    if (pprof.size() > 2 && pprof.byteAt(0) == 0x1f) {
      try (GZIPInputStream gzip = new GZIPInputStream(pprof.newInput())) {
        plain = gzip.readAllBytes();
      }
    } else {
      plain = pprof.toByteArray();
    }
    if (!new String(plain, StandardCharsets.ISO_8859_1).contains(id)) {
      throw new IOException("the pprof of " + id + " is another's");
    }
  }

  private void obey() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "refuse" -> refusals.put(words[1], Status.Code.valueOf(words[2]));
        case "delay" -> delayMillis = Long.parseLong(words[1]);
        case "garbage" -> garbage = true;
        default -> {
          refusals.clear();
          delayMillis = 0;
          garbage = false;
        }
      }
      System.out.println("told: " + line);
    }
  }
}
