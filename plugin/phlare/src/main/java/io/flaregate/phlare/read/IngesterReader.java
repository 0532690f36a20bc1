package io.flaregate.phlare.read;

import io.flaregate.phlare.config.HostPort;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.ring.Instance;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.grpc.RawMessage;
import io.flaregate.transport.grpc.RawMethods;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Asks one ingester, over a gRPC channel of its own. Thread-safe. */
final class IngesterReader implements AutoCloseable {
  private static final String SERVICE = "ingester.v1.IngesterService";
  private static final int MAX_METADATA_BYTES = 16 << 10;
  private static final int END_MILLIS = 1_000;

  private final Instance member;
  private final String tenant;
  private final ReadTarget target;
  private final ReadLimits limits;
  private final ManagedChannel channel;

  /**
   * A reader that dials when it is first used.
   *
   * @throws IllegalArgumentException if the member's address is none
   */
  IngesterReader(
      Instance member, String tenant, ReadTarget target, ReadLimits limits, Executor callbacks) {
    this.member = member;
    this.tenant = tenant;
    this.target = target;
    this.limits = limits;
    this.channel = channel(callbacks);
  }

  private ManagedChannel channel(Executor callbacks) {
    HostPort peer = HostPort.parse(member.addr());
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(peer.host(), peer.port())
            .executor(callbacks)
            .maxInboundMessageSize(limits.maxBytes())
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .disableServiceConfigLookUp();
    if (target.tls() == null) {
      builder.usePlaintext();
    } else {
      builder.sslContext(target.tls());
      if (!target.serverName().isEmpty()) {
        builder.overrideAuthority(target.serverName());
      }
    }
    return builder.build();
  }

  /** Reads an answer. */
  @FunctionalInterface
  interface Decoder<T> {
    T decode(byte[] bytes, int length) throws MalformedProtoException;
  }

  /**
   * Asks one question.
   *
   * @return fails with {@link IngesterException}, or {@link ReadException} if nobody's answer will
   *     do
   */
  <T> CompletableFuture<T> ask(
      String method, byte[] request, Decoder<T> decoder, ByteAllowance allowance) {
    UnaryAnswer<T> answer = new UnaryAnswer<>(member, decoder, allowance);
    ClientCall<RawMessage, RawMessage> call = call(method, MethodType.UNARY, allowance);
    try {
      call.start(answer, target.headers().metadata(tenant));
      call.request(2);
      call.sendMessage(RawMessage.of(request));
      call.halfClose();
    } catch (RuntimeException e) {
      answer.cannotBeAsked(call, e);
    }
    return answer.result();
  }

  /**
   * Has those of its profiles added up that are picked.
   *
   * @return the sum as a pprof, empty if nothing was picked; fails as {@link #ask} does
   */
  CompletableFuture<byte[]> merge(byte[] request, Picks picks, ByteAllowance allowance) {
    ClientCall<RawMessage, RawMessage> call =
        call("MergeProfilesPprof", MethodType.BIDI_STREAMING, allowance);
    MergeDialogue dialogue = new MergeDialogue(member, call, picks, allowance);
    try {
      call.start(dialogue, target.headers().metadata(tenant));
      call.request(1);
      call.sendMessage(RawMessage.of(request));
    } catch (RuntimeException e) {
      dialogue.cannotBeAsked(call, e);
    }
    return dialogue.result();
  }

  private ClientCall<RawMessage, RawMessage> call(
      String method, MethodType type, ByteAllowance allowance) {
    SizeLimit limit = new SizeLimit(allowance.maxBytes(), "answer of an ingester");
    MethodDescriptor<RawMessage, RawMessage> descriptor =
        RawMethods.unary(SERVICE, method, limit).toBuilder().setType(type).build();
    return channel.newCall(
        descriptor,
        CallOptions.DEFAULT.withDeadlineAfter(limits.timeout().toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Breaks off what is under way. */
  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** Waits a moment for what was broken off. */
  void awaitEnd() {
    try {
      boolean unused = channel.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
