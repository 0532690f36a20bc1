package io.flaregate.phlare.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.fixture.DictionaryFixture;
import io.flaregate.profiles.fixture.ProfilesFixture;
import io.flaregate.spi.config.Binding;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.testing.ConfigNodes;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** Profiles, and a processor with limits as a tenant writes them. */
abstract class TenantFixture {
  static final String DISCARDED = "pyroscope_discarded_samples_total";
  static final String TENANT = ProcessorHarness.TENANT;

  final ProfilesFixture fixture = new ProfilesFixture();
  final DictionaryFixture dictionary = fixture.dictionary;
  ProcessorHarness harness = new ProcessorHarness(LimitsConfig.none());

  @AfterEach
  void close() {
    harness.close();
  }

  static LimitsConfig limits(Map<String, Object> written) {
    Binding<LimitsConfig> bound =
        ConfigBinder.bind(ConfigNodes.of(written), "limits", LimitsConfig.none());
    assertThat(bound.isValid()).as("%s", bound.problems()).isTrue();
    return bound.value();
  }

  final void with(Map<String, Object> written) {
    harness.close();
    harness = new ProcessorHarness(limits(written));
  }

  final void with(PhlareProcessorConfig config) {
    harness.close();
    harness = new ProcessorHarness(config.withLimits(LimitsConfig.none()));
  }

  final ConsumeResult send() {
    return harness.send(fixture.build());
  }
}
