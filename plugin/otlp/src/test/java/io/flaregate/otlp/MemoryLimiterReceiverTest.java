package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.flaregate.otlp.Rig.Protocol;
import io.flaregate.otlp.memory.MemoryLimiterConfig;
import io.flaregate.otlp.memory.MemoryLimiterFactory;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.processor.Processor;
import io.flaregate.spi.testing.ProfilesSink;
import io.flaregate.spi.testing.TestHost;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What senders hear while memory is short, measured on this process. */
class MemoryLimiterReceiverTest {
  private static final int DIRECT_BYTES = 8 << 20;

  @Test
  void sendersAreToldToComeAgain() throws Exception {
    ByteBuffer held = ByteBuffer.allocateDirect(DIRECT_BYTES);
    ProfilesSink behind = new ProfilesSink();
    try (Rig rig = new Rig()) {
      Processor limiter =
          new MemoryLimiterFactory()
              .create(
                  rig.settings.settings("memory_limiter"),
                  new MemoryLimiterConfig(Duration.ofSeconds(2), 1, 0, 0, 0),
                  behind);
      limiter.start(new TestHost());
      rig.freshSink()
          .answerWith(profiles -> limiter.consume(profiles, RequestContext.of("any", 1)));
      for (Protocol protocol : Protocol.values()) {
        rig.send(protocol, Requests.of(2))
            .assertFailed(503, Code.UNAVAILABLE)
            .assertRetryable(Duration.ofSeconds(2), "2");
      }
      assertThat(behind.requests()).isEmpty();
      assertThat(
              rig.settings
                  .meter()
                  .value(
                      "otelcol_processor_memory_limiter_refused_profile_samples", "memory_limiter"))
          .isEqualTo(8);
      limiter.shutdown();
      rig.assertAlive();
    }
    assertThat(held.capacity()).isEqualTo(DIRECT_BYTES);
  }
}
