package io.flaregate.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.ComponentStatus;
import io.flaregate.spi.config.Binding;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.testing.ComponentFactoryContract;
import io.flaregate.spi.testing.ConfigNodes;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngesterFactoryTest extends ComponentFactoryContract<IngesterConfig> {
  private Path directory;

  @BeforeEach
  void give(@TempDir Path given) {
    directory = given;
  }

  @Override
  protected ComponentFactory<IngesterConfig> factory() {
    return new IngesterFactory();
  }

  @Override
  protected IngesterConfig startableConfig() {
    return IngesterConfig.onFreePorts(directory.toString());
  }

  @Override
  protected Set<String> requiredKeys() {
    return Set.of("directory");
  }

  @Override
  protected Map<String, Object> fullMapping() {
    return Map.of(
        "grpc", Map.of("endpoint", "0.0.0.0:1"),
        "http", Map.of("endpoint", "[::1]:2"),
        "directory", "/data",
        "limits",
            Map.of(
                "max_request_bytes", 1000,
                "max_profile_bytes", 2000,
                "max_inflight_bytes", 3000,
                "max_merge_bytes", 4000000,
                "max_series_per_tenant", 5),
        "retention", Map.of("max_bytes", 6, "max_age", "168h"));
  }

  @Override
  protected IngesterConfig fullConfig() {
    return new IngesterConfig(
        new IngesterConfig.Listener("0.0.0.0:1"),
        new IngesterConfig.Listener("[::1]:2"),
        "/data",
        new IngesterConfig.Limits(1000, 2000, 3000, 4_000_000, 5),
        new IngesterConfig.Retention(6, Duration.ofDays(7)));
  }

  @Test
  void theDefaultsAreThoseOfTheDocuments() {
    assertThat(factory().defaultConfig())
        .isEqualTo(
            new IngesterConfig(
                new IngesterConfig.Listener("localhost:9095"),
                new IngesterConfig.Listener("localhost:4041"),
                "",
                new IngesterConfig.Limits(67108864, 67108864, 268435456, 134217728, 100000),
                new IngesterConfig.Retention(0, Duration.ZERO)));
  }

  @Test
  void everyProblemIsToldByItsPath() {
    Binding<IngesterConfig> binding =
        ConfigBinder.bind(
            ConfigNodes.of(
                Map.of(
                    "grpc", Map.of("endpoint", "localhost"),
                    "limits",
                        Map.of(
                            "max_request_bytes", 0,
                            "max_profile_bytes", -1,
                            "max_inflight_bytes", -2,
                            "max_merge_bytes", 5,
                            "max_series_per_tenant", -1),
                    "retention", Map.of("max_bytes", -1, "max_age", "-1s"))),
            "",
            factory().defaultConfig());
    assertThat(binding.problems())
        .extracting(ConfigProblem::toString)
        .containsExactlyInAnyOrder(
            "directory: is missing; name the directory that is to hold the profiles",
            "grpc::endpoint: endpoint \"localhost\" has no port; write host:port",
            "limits::max_request_bytes: is 0; expected a number of bytes from 1 to 1073741824",
            "limits::max_profile_bytes: is -1; expected a number of bytes from 1 to 1073741824",
            "limits::max_inflight_bytes: is -2, less than max_request_bytes (0): the largest"
                + " requests could never be taken",
            "limits::max_merge_bytes: is 5; expected 1048576 or more",
            "limits::max_series_per_tenant: is -1; expected a number from 1, or 0 for no limit",
            "retention::max_bytes: is -1; expected bytes, or 0 for no limit",
            "retention::max_age: is PT-1S; expected a duration, or 0s for no limit");
  }

  @Test
  void theExtensionSaysWhereItIsAndThatItIsWell() throws ComponentException {
    try (TestSettings settings = new TestSettings("ingester/one")) {
      TestHost host = new TestHost();
      IngesterExtension extension =
          new IngesterFactory().create(settings.settings(), startableConfig());
      assertThatThrownBy(extension::ingester).hasMessage("extension ingester/one does not run");
      extension.start(host);
      host.awaitStatus(ComponentStatus.OK);
      assertThat(extension.ingester().grpcAddress().getPort()).isPositive();
      assertThat(settings.meter().names()).contains("flaregate_ingester_series");

      IngesterExtension second =
          new IngesterFactory().create(settings.settings("ingester/two"), startableConfig());
      assertThatThrownBy(() -> second.start(host))
          .isInstanceOf(ComponentException.class)
          .hasMessage(
              "ingester/two: directory "
                  + directory
                  + " is in use by another ingester (its file lock is taken)");
      second.shutdown();
      extension.shutdown();
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws ComponentException {
    try (TestSettings settings = new TestSettings("ingester")) {
      IngesterExtension first =
          new IngesterFactory().create(settings.settings(), startableConfig());
      first.start(new TestHost());
      String taken = first.ingester().httpAddress().getPort() + "";
      IngesterConfig config =
          new IngesterConfig(
              new IngesterConfig.Listener("localhost:0"),
              new IngesterConfig.Listener("localhost:" + taken),
              directory.resolve("other").toString(),
              IngesterConfig.Limits.defaults(),
              IngesterConfig.Retention.defaults());
      assertThatThrownBy(
              () ->
                  new IngesterFactory()
                      .create(settings.settings("ingester/two"), config)
                      .start(new TestHost()))
          .isInstanceOf(ComponentException.class)
          .hasMessageStartingWith("ingester/two: cannot listen on localhost:" + taken);
      first.shutdown();
    }
  }

  @Test
  void thePluginIsFoundAndOffersTheExtension() {
    assertThat(ServiceLoader.load(FlaregatePlugin.class).stream().map(ServiceLoader.Provider::get))
        .filteredOn(plugin -> plugin.name().equals("ingester"))
        .singleElement()
        .satisfies(
            plugin ->
                assertThat(plugin.extensions())
                    .singleElement()
                    .satisfies(factory -> assertThat(factory.type()).isEqualTo("ingester")));
  }
}
