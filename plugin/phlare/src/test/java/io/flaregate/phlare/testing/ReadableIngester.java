package io.flaregate.phlare.testing;

import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.spi.testing.Await;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * An ingester to read from, which holds what a test gives it and fails as the test tells it; a real
 * gRPC server. It offers everything it has, whatever the selector and time.
 */
public final class ReadableIngester implements AutoCloseable {
  private static final String SERVICE = "ingester.v1.IngesterService/";

  /** Profiles in one batch: few, so that there are several batches. */
  private static final int BATCH = 3;

  /** How it behaves. */
  public enum Mood {
    /** It answers. */
    WELL,
    /** It refuses every question. */
    REFUSING,
    /** It offers its profiles, and fails when it is to give the sum. */
    BREAKING,
    /** It never answers. */
    SILENT,
    /** It offers its profiles, and gives a sum without anything in it. */
    FORGETFUL
  }

  /**
   * A profile that it holds.
   *
   * @param labels of its series
   * @param millis its time
   * @param pprof what was measured
   */
  public record Held(SortedMap<String, String> labels, long millis, Profile pprof) {}

  private final Server server;
  private final int port;
  private final List<Held> profiles = new ArrayList<>();
  private final List<Metadata> headers = new ArrayList<>();
  private Mood mood = Mood.WELL;
  private boolean numbers;

  private ReadableIngester(UnaryOperator<ServerBuilder<?>> options) throws IOException {
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(SERVICE.substring(0, SERVICE.length() - 1));
    for (String method : List.of("ProfileTypes", "Series", "LabelNames", "LabelValues")) {
      service.addMethod(method(method, MethodType.UNARY), unary(method));
    }
    service.addMethod(method("MergeProfilesPprof", MethodType.BIDI_STREAMING), merging());
    ServerBuilder<?> builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server = options.apply(builder).addService(service.build()).build().start();
    port = server.getPort();
  }

  /** Starts one that holds nothing. */
  public static ReadableIngester start() {
    return start(builder -> builder);
  }

  /** Starts one that holds nothing, whose server is set up as the test likes. */
  public static ReadableIngester start(UnaryOperator<ServerBuilder<?>> options) {
    try {
      return new ReadableIngester(options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens, as host:port. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** From now on holds these and behaves so. */
  public synchronized void set(List<Held> held, Mood now) {
    profiles.clear();
    profiles.addAll(held);
    mood = now;
  }

  /** Whether it offers series by fingerprints alone, as Pyroscope's ingesters do, not by labels. */
  public synchronized ReadableIngester numbering(boolean now) {
    numbers = now;
    return this;
  }

  private synchronized boolean isNumbering() {
    return numbers;
  }

  /** Who has asked so far. */
  public List<String> tenants() {
    return headers("X-Scope-OrgID");
  }

  /** What a header of each question so far was; null, as a text, where there was none. */
  public synchronized List<String> headers(String name) {
    Metadata.Key<String> key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    return headers.stream().map(each -> String.valueOf(each.get(key))).toList();
  }

  private synchronized Mood mood(Metadata question) {
    headers.add(question);
    return mood;
  }

  private synchronized List<Held> held() {
    return List.copyOf(profiles);
  }

  private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(SERVICE + name)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  private ServerCallHandler<byte[], byte[]> unary(String method) {
    return (call, metadata) -> {
      Mood now = mood(metadata);
      call.request(2);
      return new ServerCall.Listener<>() {
        @Override
        public void onHalfClose() {
          if (now == Mood.SILENT) {
            return;
          }
          if (now == Mood.REFUSING) {
            call.close(Status.UNKNOWN.withDescription("no mood"), new Metadata());
            return;
          }
          call.sendHeaders(new Metadata());
          call.sendMessage(answer(method));
          call.close(Status.OK, new Metadata());
        }
      };
    };
  }

  private byte[] answer(String method) {
    ProtoWriter out = new ProtoWriter(64);
    for (Held each : held()) {
      switch (method) {
        case "ProfileTypes" -> {
          int mark = out.start(1, 64);
          out.string(1, "process_cpu:cpu:nanoseconds:cpu:nanoseconds");
          out.string(2, "process_cpu");
          out.string(4, "cpu");
          out.string(5, "nanoseconds");
          out.string(6, "cpu");
          out.string(7, "nanoseconds");
          out.end(mark);
        }
        case "Series" -> labels(out, 2, each);
        case "LabelNames" -> each.labels().keySet().forEach(name -> out.string(1, name));
        default -> each.labels().values().forEach(value -> out.string(1, value));
      }
    }
    return out.toByteArray();
  }

  private static void labels(ProtoWriter out, int field, Held held) {
    int mark = out.start(field, 64);
    held.labels()
        .forEach(
            (name, value) -> {
              int pair = out.start(1, 16);
              out.string(1, name);
              out.string(2, value);
              out.end(pair);
            });
    out.end(mark);
  }

  private ServerCallHandler<byte[], byte[]> merging() {
    return (call, metadata) -> {
      call.sendHeaders(new Metadata());
      call.request(1);
      return new Merging(call, held(), mood(metadata), isNumbering());
    };
  }

  /** One dialogue: batches, what is kept of them, an empty message, the sum. */
  private static final class Merging extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;
    private final List<Held> profiles;
    private final Mood mood;
    private final boolean numbers;
    private final List<Profile> kept = new ArrayList<>();
    private boolean asked;
    private int offered;

    Merging(ServerCall<byte[], byte[]> call, List<Held> profiles, Mood mood, boolean numbers) {
      this.call = call;
      this.profiles = profiles;
      this.mood = mood;
      this.numbers = numbers;
    }

    @Override
    public void onMessage(byte[] message) {
      if (mood == Mood.SILENT) {
        return;
      }
      if (mood == Mood.REFUSING) {
        call.close(Status.UNKNOWN.withDescription("no mood"), new Metadata());
        return;
      }
      if (asked) {
        keep(message);
      }
      asked = true;
      if (offered < profiles.size()) {
        offer();
        call.request(1);
      } else if (mood == Mood.BREAKING) {
        call.close(Status.INTERNAL.withDescription("no sum"), new Metadata());
      } else {
        call.sendMessage(new byte[0]);
        call.sendMessage(sum());
        call.close(Status.OK, new Metadata());
      }
    }

    private void offer() {
      ProtoWriter out = new ProtoWriter(64);
      int sets = out.start(1, 64);
      int end = Math.min(profiles.size(), offered + BATCH);
      if (numbers) {
        fingerprints(out, profiles.subList(offered, end));
      } else {
        profiles.subList(offered, end).forEach(each -> labels(out, 1, each));
      }
      for (int i = offered; i < end; i++) {
        int mark = out.start(2, 16);
        out.varint(1, i - offered);
        out.varint(2, profiles.get(i).millis());
        out.end(mark);
      }
      out.end(sets);
      call.sendMessage(out.toByteArray());
      offered = end;
    }

    /** Packed; some hash of the labels will do, the same on all ingesters. */
    private static void fingerprints(ProtoWriter out, List<Held> some) {
      ProtoWriter packed = new ProtoWriter(64);
      for (Held each : some) {
        packed.packed(-31L * each.labels().hashCode());
      }
      out.bytes(3, packed.toByteArray());
    }

    private void keep(byte[] message) {
      ProtoReader in = new ProtoReader();
      in.reset(message, 0, message.length);
      try {
        int from = (offered - 1) / BATCH * BATCH;
        in.readTag();
        in.push();
        for (int i = from; in.hasMore(); i++) {
          if (in.readBool()) {
            kept.add(profiles.get(i).pprof());
          }
        }
      } catch (MalformedProtoException e) {
        throw new IllegalStateException(e);
      }
    }

    private byte[] sum() {
      ProtoWriter out = new ProtoWriter(64);
      if (mood != Mood.FORGETFUL) {
        out.bytes(2, CpuPprof.sum(kept).toByteArray());
      }
      return out.toByteArray();
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
