package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.flaregate.otlp.Rig.Protocol;
import io.flaregate.otlp.config.LegacyLayouts;
import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.profiles.oracle.OldLayout;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Senders from before OTLP 1.10 are understood or refused, never read wrongly in silence. */
class LegacyLayoutReceiverTest {
  private static final ExportProfilesServiceRequest OLD = OldLayout.of(Requests.of(2));

  private static Rig rig(LegacyLayouts mode) {
    return new Rig(
        config ->
            new OtlpReceiverConfig(
                config.protocols(), config.tenant(), config.maxInflightBytes(), mode));
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void oldSamplesAreStoredAsTheNewOnes(Protocol protocol) {
    try (Rig rig = rig(LegacyLayouts.TRANSCODE)) {
      rig.send(protocol, OLD).assertAllStored();
      rig.send(protocol, Requests.of(2)).assertAllStored();
      assertThat(rig.sink().requests()).hasSize(2);
      assertThat(rig.sink().requests().get(0).profiles().samples().value(0))
          .isEqualTo(rig.sink().requests().get(1).profiles().samples().value(0));
      assertThat(rig.settings.meter().value("flaregate_otlp_layout_total", "legacy")).isEqualTo(1);
      assertThat(rig.settings.meter().value("flaregate_otlp_layout_total", "current")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void oldSamplesAreRefusedByNameOnRequest(Protocol protocol) {
    try (Rig rig = rig(LegacyLayouts.REJECT)) {
      Reply reply = rig.send(protocol, OLD).assertFailed(400, Code.INVALID_ARGUMENT);
      assertThat(reply.status().getMessage()).contains("before OTLP 1.10");
      reply.assertFinal();
      rig.assertAlive();
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void oldSamplesAreNotLookedForIfThatIsOff(Protocol protocol) {
    try (Rig rig = rig(LegacyLayouts.OFF)) {
      rig.send(protocol, OLD);
      assertThat(rig.settings.meter().value("flaregate_otlp_layout_total", "legacy")).isZero();
      rig.assertAlive();
    }
  }
}
