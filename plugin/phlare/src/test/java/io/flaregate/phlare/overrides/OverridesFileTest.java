package io.flaregate.phlare.overrides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.LimitsSnapshot;
import io.flaregate.phlare.limits.Tenants;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverridesFileTest {
  private static final String METRIC = "pyroscope_runtime_config_last_reload_successful";

  @TempDir private Path folder;
  private final FakeClock clock = new FakeClock();
  private final TestSettings settings = new TestSettings("phlare", clock);
  private final Tenants tenants = Tenants.of(LimitsConfig.defaults(), clock::nanoTime);
  private final List<LimitsSnapshot> changes = new CopyOnWriteArrayList<>();
  private Path path = Path.of("");

  @BeforeEach
  void place() {
    path = folder.resolve("overrides.yaml");
  }

  @AfterEach
  void close() {
    settings.close();
  }

  private void write(String text) throws IOException {
    Files.writeString(path, text);
  }

  private static String rate(int megabytes) {
    return "overrides: {team-a: {ingestion_rate_mb: " + megabytes + "}}";
  }

  private double rate() {
    return tenants.limits("team-a").config().ingestionRateMb();
  }

  /** A file that is looked at by the test alone. */
  private OverridesFile file() {
    return new OverridesFile(
        new RuntimeConfig(path.toString(), Duration.ofDays(1)),
        tenants,
        settings.settings(),
        changes::add);
  }

  private double successful() {
    return settings.meter().value(METRIC, path.toString());
  }

  private long warnings() {
    return settings.logger().messages(System.Logger.Level.WARNING).stream()
        .filter(message -> message.contains("stays in force"))
        .count();
  }

  @Test
  void theFileIsInForceAfterTheStart() throws Exception {
    write(rate(9));
    try (OverridesFile file = file()) {
      file.start();
      assertThat(rate()).isEqualTo(9);
      assertThat(successful()).isEqualTo(1);
      assertThat(file.status().loadedAt()).isEqualTo(clock.instant());
      assertThat(file.status().sha256()).hasSize(64);
    }
  }

  @Test
  void theHashOfWhatIsInForceIsAMetric() throws Exception {
    String metric = "pyroscope_runtime_config_hash";
    write(rate(1));
    try (OverridesFile file = file()) {
      file.start();
      String first = file.status().sha256();
      assertThat(settings.meter().value(metric, path.toString(), first)).isEqualTo(1);
      write(rate(2));
      file.look();
      assertThat(settings.meter().value(metric, path.toString(), first))
          .as("not in force yet")
          .isEqualTo(1);
      file.look();
      String second = file.status().sha256();
      assertThat(second).isNotEqualTo(first);
      assertThat(settings.meter().value(metric, path.toString(), first)).isZero();
      assertThat(settings.meter().value(metric, path.toString(), second)).isEqualTo(1);
      write("overrides: {a: {b: 1}}");
      file.look();
      assertThat(settings.meter().value(metric, path.toString(), second))
          .as("an invalid file changes nothing")
          .isEqualTo(1);
    }
  }

  @Test
  void aGatewayDoesNotStartWithoutItsFile() throws Exception {
    try (OverridesFile file = file()) {
      assertThatThrownBy(file::start)
          .isInstanceOf(ComponentException.class)
          .hasMessageContainingAll("runtime_config::file", "does not exist");
      write("overrides: {a: {b: 1}}");
      assertThatThrownBy(file::start).hasMessageContaining("overrides::a::b: unknown key");
    }
  }

  @Test
  void aChangeIsInForceWhenTwoLooksFindTheSame() throws Exception {
    write(rate(1));
    try (OverridesFile file = file()) {
      file.start();
      write(rate(2));
      file.look();
      assertThat(rate()).as("after one look").isEqualTo(1);
      file.look();
      assertThat(rate()).as("after two").isEqualTo(2);
      assertThat(changes).hasSize(2).last().isSameAs(tenants.snapshot());
    }
  }

  @Test
  void aFileThatIsStillBeingWrittenWaits() throws Exception {
    write(rate(1));
    try (OverridesFile file = file()) {
      file.start();
      write("overrides:\n  other: {ingestion_rate_mb: 3}\n");
      file.look();
      write("overrides:\n  other: {ingestion_rate_mb: 3}\n  team-a: {ingestion_rate_mb: 4}\n");
      file.look();
      assertThat(rate()).isEqualTo(1);
      file.look();
      assertThat(rate()).isEqualTo(4);
    }
  }

  @Test
  void whatCannotBeReadChangesNothingAndIsToldOnce() throws Exception {
    write(rate(5));
    try (OverridesFile file = file()) {
      file.start();
      for (String text : new String[] {"", "overrides: {team-a: {ingestion", "overrides: {a: 1}"}) {
        long before = warnings();
        write(text);
        for (int i = 0; i < 5; i++) {
          file.look();
        }
        assertThat(rate()).as(text).isEqualTo(5);
        assertThat(successful()).as(text).isZero();
        assertThat(warnings()).as(text).isEqualTo(before + 1);
        assertThat(file.status().problem()).as(text).isNotEmpty();
      }
      Files.delete(path);
      file.look();
      file.look();
      assertThat(rate()).isEqualTo(5);
      assertThat(file.status().problem()).contains("does not exist");
      write(rate(5));
      file.look();
      assertThat(successful()).isEqualTo(1);
      assertThat(file.status().problem()).isEmpty();
    }
  }

  @Test
  void whatIsWrongIsKnownBeforeTheStart() throws Exception {
    RuntimeConfig named = new RuntimeConfig(path.toString(), Duration.ofSeconds(1));
    LimitsConfig limits = LimitsConfig.defaults();
    assertThat(OverridesFile.problems(RuntimeConfig.defaults(), limits)).isEmpty();
    assertThat(OverridesFile.problems(named, limits).get(0))
        .contains("the gateway would not start", "does not exist");
    write("overrides: {a: {max_query_lookback: 1d, ingestion_burst_size_mb: 8}}");
    assertThat(OverridesFile.problems(named, limits)).hasSize(1);
    write("overrides: {a: {ingestion_burst_size_mb: 8}}");
    assertThat(OverridesFile.problems(named, limits)).isEmpty();
  }

  @Test
  void theFileIsFollowed() throws Exception {
    write(rate(1));
    RuntimeConfig often = new RuntimeConfig(path.toString(), Duration.ofMillis(100));
    try (OverridesFile file =
        new OverridesFile(often, tenants, settings.settings(), changes::add)) {
      file.start();
      write(rate(2));
      Await.until("the second rate is in force", () -> rate() == 2);
      Files.delete(path);
      Await.until("the file is missed", () -> !file.status().problem().isEmpty());
      assertThat(rate()).isEqualTo(2);
      write(rate(3));
      Await.until("the third rate is in force", () -> rate() == 3);
    }
  }
}
