package io.flaregate.phlare.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.extension.PhlareExtensionConfig;
import io.flaregate.phlare.extension.PhlareExtensionFactory;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.RateStrategy;
import io.flaregate.phlare.membership.stores.MembershipSource;
import io.flaregate.phlare.overrides.RuntimeConfig;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.extension.Extension;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Exporters without a ring of their own write to that of the extension {@code phlare}. */
class SharedRingExportTest {
  private static final RequestContext CONTEXT = RequestContext.of("team-a", 1);

  private static PhlareExtensionConfig extension(@Nullable PhlareRingConfig ring) {
    return new PhlareExtensionConfig(
        LimitsConfig.defaults(), RuntimeConfig.defaults(), RateStrategy.GLOBAL, ring);
  }

  private static @Nullable PhlareRingConfig ringOf(FakeIngester... ingesters) {
    List<String> addresses = List.of(ingesters).stream().map(FakeIngester::address).toList();
    return new ConfigDraft().ring(1, addresses).build().ring();
  }

  private static Exporter started(TestSettings settings, TestHost host) throws ComponentException {
    Exporter exporter =
        new PhlareExporterFactory().create(settings.settings(), new ConfigDraft().build());
    exporter.start(host);
    return exporter;
  }

  private static ConsumeResult write(Exporter exporter) {
    return Await.result(exporter.consume(TestProfiles.services(8), CONTEXT).toCompletableFuture());
  }

  @Test
  void exportersShareOneMembershipWhichOutlivesThem() throws ComponentException {
    try (FakeIngester one = FakeIngester.start();
        FakeIngester two = FakeIngester.start();
        TestSettings ofExtension = new TestSettings("phlare");
        TestSettings ofFirst = new TestSettings("phlare/first");
        TestSettings ofSecond = new TestSettings("phlare/second")) {
      Extension extension =
          new PhlareExtensionFactory().create(ofExtension.settings(), extension(ringOf(one, two)));
      TestHost host = new TestHost().with("phlare", extension);
      extension.start(host);
      Exporter first = started(ofFirst, host);
      Exporter second = started(ofSecond, host);

      assertThat(write(first)).isEqualTo(ConsumeResult.stored(8));
      first.shutdown();
      assertThat(write(second)).isEqualTo(ConsumeResult.stored(8));

      assertThat(MembershipSource.find(host)).isPresent();
      second.shutdown();
      extension.shutdown();
      assertThat(MembershipSource.find(host)).isEmpty();
    }
  }

  @Test
  void anExporterWithARingOfItsOwnKeepsIt() throws ComponentException {
    try (FakeIngester shared = FakeIngester.start();
        FakeIngester own = FakeIngester.start();
        TestSettings ofExtension = new TestSettings("phlare");
        TestSettings settings = new TestSettings("phlare/own")) {
      Extension extension =
          new PhlareExtensionFactory().create(ofExtension.settings(), extension(ringOf(shared)));
      TestHost host = new TestHost().with("phlare", extension);
      extension.start(host);
      Exporter exporter =
          new PhlareExporterFactory()
              .create(
                  settings.settings(), new ConfigDraft().ring(1, List.of(own.address())).build());
      exporter.start(host);

      assertThat(write(exporter)).isEqualTo(ConsumeResult.stored(8));

      assertThat(own.series()).hasSize(8);
      assertThat(shared.series()).isEmpty();
      exporter.shutdown();
      extension.shutdown();
    }
  }

  @Test
  void withoutAnyRingAnExporterDoesNotStart() throws ComponentException {
    try (TestSettings settings = new TestSettings("phlare")) {
      Exporter exporter =
          new PhlareExporterFactory().create(settings.settings(), new ConfigDraft().build());

      assertThatThrownBy(() -> exporter.start(new TestHost()))
          .isInstanceOf(ComponentException.class)
          .hasMessage(
              "exporter phlare has neither ring nor endpoint, and no extension phlare has a ring");
      exporter.shutdown();
    }
  }

  @Test
  void validationTellsOfAMissingRing() {
    PhlareExporterFactory factory = new PhlareExporterFactory();
    PhlareExporterConfig bare = PhlareExporterConfig.defaults();
    ComponentId phlare = ComponentId.parse("phlare");
    String missing =
        "needs ring (ingesters) or endpoint (a remote distributor), or the extension phlare with a"
            + " ring";

    assertThat(factory.problemsBeside(bare, Map.of())).containsExactly(missing);
    assertThat(factory.problemsBeside(bare, Map.of(phlare, extension(null))))
        .containsExactly(missing);
    assertThat(factory.problemsBeside(bare, Map.of(phlare, extension(PhlareRingConfig.defaults()))))
        .isEmpty();
    assertThat(factory.problemsBeside(new ConfigDraft().endpoint("http://h").build(), Map.of()))
        .isEmpty();
  }
}
