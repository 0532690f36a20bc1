package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.flaregate.otlp.Rig.Protocol;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.tenant.TenantBodyLimits;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The limit of a tenant holds while the body is read. */
class TenantBodyLimitTest {
  private static final String HEADER = "X-Scope-OrgID";
  private static final String SETTING = "ingestion_body_limit_mb: 0.01, tenant: small";

  private volatile int bytes = 10_000;
  private final TenantBodyLimits limits =
      tenant -> tenant.equals("small") ? new SizeLimit(bytes, SETTING) : null;
  private final Rig rig = new Rig(new TestHost().with("phlare", limits), Rig::multitenant);

  @AfterEach
  void close() {
    rig.close();
  }

  private double refused() {
    return rig.settings
        .meter()
        .value("pyroscope_discarded_samples_total", "body_size_limit_exceeded", "small");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void aLargerRequestIsRefusedForGoodAndCounted(Protocol protocol) {
    ExportProfilesServiceRequest request = Requests.ofBytes(50_000);
    Reply reply =
        rig.send(protocol, request, HEADER, "small")
            .assertFailed(413, Code.RESOURCE_EXHAUSTED)
            .assertMessage(
                protocol == Protocol.HTTP
                    ? "request is " + request.getSerializedSize() + " bytes long (" + SETTING + ")"
                    : "request is more than 10000 bytes long (" + SETTING + ")");
    reply.assertFinal();
    // It is counted when the answer is on its way.
    Await.until("the request is counted", () -> refused() == 1);
    assertThat(rig.sink().requests()).isEmpty();
    rig.send(protocol, request, HEADER, "large").assertAllStored();
    rig.send(protocol, Requests.of(2), HEADER, "small").assertAllStored();
    rig.assertAlive();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void whatIsLargerOnlyOnceItIsDecompressedIsRefusedToo(Protocol protocol) {
    ExportProfilesServiceRequest request = Requests.bomb(100_000);
    Reply reply =
        protocol == Protocol.GRPC
            ? Rig.sendGrpc(rig.stub(HEADER, "small").withCompression("gzip"), request)
            : rig.sendHttp(
                Rig.gzip(request.toByteArray()), "Content-Encoding", "gzip", HEADER, "small");
    reply
        .assertFailed(413, Code.RESOURCE_EXHAUSTED)
        .assertMessage(
            "request is more than 10000 bytes long after decompression (" + SETTING + ")")
        .assertFinal();
    // It is counted when the answer is on its way.
    Await.until("the request is counted", () -> refused() == 1);
    rig.assertAlive();
  }

  @Test
  void theLimitIsThatOfTheMoment() {
    for (Protocol protocol : Protocol.values()) {
      bytes = 100;
      rig.send(protocol, Requests.of(2), HEADER, "small")
          .assertFailed(413, Code.RESOURCE_EXHAUSTED);
      bytes = 10_000;
      rig.send(protocol, Requests.of(2), HEADER, "small").assertAllStored();
    }
  }

  @Test
  void theReceiversOwnLimitHoldsWhereItIsSmaller() {
    bytes = 1 << 30;
    for (Protocol protocol : Protocol.values()) {
      assertThat(
              rig.send(protocol, Requests.ofBytes(2 << 20), HEADER, "small")
                  .assertFailed(413, Code.RESOURCE_EXHAUSTED)
                  .status()
                  .getMessage())
          .contains(
              protocol == Protocol.HTTP ? "max_request_body_size: " : "max_recv_msg_size_mib: ");
    }
  }
}
