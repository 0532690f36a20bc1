package io.flaregate.it.tenants;

import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A crowd: each request is of a tenant of its own, and its profiles have label values, types and
 * scopes that no other has; each of the senders changes its User-Agent again and again. What it
 * leaves in the gateway is measured.
 */
final class ManyTenants {
  private static final int CLIENTS = 4;
  private static final int REQUESTS_PER_AGENT = 100;
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER);

  private final TenantsGateway gateway;
  private final int tenants;
  private final int values;
  private final AtomicInteger next = new AtomicInteger();
  private final TreeMap<String, Integer> answers = new TreeMap<>();

  /**
   * What it left.
   *
   * @param heapBefore bytes of heap after a collection, with the gateway warm
   * @param heapAfter the same, after the crowd
   * @param series how many series the metrics have
   * @param answers how many requests were answered how
   */
  record Outcome(long heapBefore, long heapAfter, long series, TreeMap<String, Integer> answers) {
    long grownBytes() {
      return heapAfter - heapBefore;
    }
  }

  /**
   * A crowd of that many tenants, with so many label values in all.
   *
   * @param values a multiple of the tenants
   */
  ManyTenants(TenantsGateway gateway, int tenants, int values) {
    this.gateway = gateway;
    this.tenants = tenants;
    this.values = values;
  }

  /** Sends it all and waits for the answers. */
  Outcome run() throws IOException, InterruptedException {
    warmUp();
    long before = gateway.process().heapAfterCollection();
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    List<Runnable> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(this::client);
    }
    clients.forEach(threads::execute);
    threads.shutdown();
    if (!threads.awaitTermination(1, TimeUnit.HOURS)) {
      throw new IllegalStateException("the crowd does not end");
    }
    long series = TenantsGateway.seriesOf(gateway.metrics());
    // Once more, for what the first one only makes weak.
    long unused = gateway.process().heapAfterCollection();
    synchronized (this) {
      return new Outcome(before, gateway.process().heapAfterCollection(), series, answers);
    }
  }

  /** What is made once, such as classes, is not growth. */
  private void warmUp() {
    ManagedChannel channel = channel("warm-up");
    try {
      for (int i = 0; i < 200; i++) {
        String unused = send(channel, "warm-up", Requests.unique(i % 20, 1));
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private ManagedChannel channel(String agent) {
    return NettyChannelBuilder.forAddress("127.0.0.1", gateway.grpcPort())
        .userAgent(agent)
        .usePlaintext()
        .build();
  }

  private void client() {
    int perTenant = values / tenants;
    ManagedChannel channel = channel("first");
    int sent = 0;
    for (int tenant = next.getAndIncrement(); tenant < tenants; tenant = next.getAndIncrement()) {
      if (sent++ % REQUESTS_PER_AGENT == 0) {
        channel.shutdownNow();
        channel = channel("agent-" + tenant);
      }
      String answer =
          send(channel, "tenant-" + tenant, Requests.unique(tenant * perTenant, perTenant));
      synchronized (this) {
        answers.merge(answer, 1, Integer::sum);
      }
    }
    channel.shutdownNow();
  }

  private static String send(
      ManagedChannel channel, String tenant, ExportProfilesServiceRequest request) {
    Metadata headers = new Metadata();
    headers.put(TENANT, tenant);
    try {
      boolean partial =
          ProfilesServiceGrpc.newBlockingStub(
                  ClientInterceptors.intercept(
                      channel, MetadataUtils.newAttachHeadersInterceptor(headers)))
              .withDeadlineAfter(60, TimeUnit.SECONDS)
              .export(Requests.now(request))
              .hasPartialSuccess();
      return partial ? "partial" : "OK";
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().name();
    }
  }
}
