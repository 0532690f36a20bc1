package io.flaregate.phlare.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.config.HintsConfig;
import io.flaregate.phlare.membership.InMemoryRing;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.testing.PushedSeries;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.ring.Instance;
import io.flaregate.ring.StaticTokens;
import io.flaregate.spi.admin.Page;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hints from the write that makes them to the ingester that gets them. */
class HintsExportTest {
  private static final String PREFIX = HintsExportTest.class.getName() + "/";

  @TempDir private Path folder;

  private final InMemoryRing ring = InMemoryRing.named(PREFIX + "ring");

  @AfterEach
  void emptyTheRing() {
    ring.leaveAll(ring.members().stream().map(Instance::id).toList());
  }

  private void join(String id, FakeIngester ingester) {
    ring.join(Instance.active(id, ingester.address(), "", StaticTokens.derive(id)));
  }

  /** Profiles of now, since hints are for young ones. */
  private static Profiles young(int services) {
    TestProfiles profiles = new TestProfiles();
    for (int i = 0; i < services; i++) {
      profiles.cpu("service-" + i).time(System.currentTimeMillis() * 1_000_000).sample("main", 1);
    }
    return profiles.build();
  }

  private static double total(ExporterRig rig, String metric) {
    return rig.meter().total(metric);
  }

  @Test
  void killedIngesterGetsWhatItMissedAfterItCameBackAtAnotherAddress() {
    try (FakeIngester a = FakeIngester.start();
        FakeIngester b = FakeIngester.start();
        FakeIngester killed = FakeIngester.start();
        FakeIngester back = FakeIngester.start();
        ExporterRig rig = ExporterRig.of(new ConfigDraft().inMemoryRing(3, PREFIX))) {
      join("a", a);
      join("b", b);
      join("c", killed);
      killed.kill();
      assertThat(rig.write(young(20))).isEqualTo(ConsumeResult.stored(20));
      Await.until("20 hints wait", () -> total(rig, "flaregate_hints_queued") == 20);
      rig.awaitNothingInFlight();
      join("c", back);
      Await.until(
          "all hints are handed over", () -> total(rig, "flaregate_hints_handed_over_total") == 20);
      List<String> ids = back.series().stream().map(PushedSeries::id).sorted().distinct().toList();
      assertThat(ids).hasSize(20);
      assertThat(a.series().stream().map(PushedSeries::id).sorted().toList()).isEqualTo(ids);
      assertThat(rig.settings.pages()).extracting(Page::path).contains("/hints");
    }
  }

  @Test
  void seriesWithoutQuorumMakesNoHint() {
    try (ExporterRig rig = ExporterRig.ring(3, 3)) {
      rig.ingester(0).kill();
      rig.ingester(1).kill();
      rig.write(young(1));
      rig.awaitNothingInFlight();
      assertThat(total(rig, "flaregate_hints_taken_total")).isZero();
    }
  }

  @Test
  void hintsCanBeSwitchedOff() {
    HintsConfig off = new HintsConfig(false, "", 1 << 20, Duration.ofHours(1), 1 << 20);
    try (ExporterRig rig = ExporterRig.ring(3, 3, draft -> draft.hints(off))) {
      rig.ingester(0).kill();
      assertThat(rig.write(young(1))).isEqualTo(ConsumeResult.stored(1));
      rig.awaitNothingInFlight();
      assertThat(rig.meter().names()).noneMatch(name -> name.contains("hints"));
      assertThat(rig.settings.pages()).extracting(Page::path).doesNotContain("/hints");
    }
  }

  @Test
  void hintsInADirectoryAreHandedOverByTheNextExporterAndTwoCannotShareIt() {
    HintsConfig onDisk =
        new HintsConfig(true, folder.toString(), 1 << 20, Duration.ofHours(1), 1 << 20);
    ConfigDraft draft = new ConfigDraft().inMemoryRing(3, PREFIX).hints(onDisk);
    try (FakeIngester a = FakeIngester.start();
        FakeIngester b = FakeIngester.start();
        FakeIngester killed = FakeIngester.start();
        FakeIngester back = FakeIngester.start()) {
      join("a", a);
      join("b", b);
      join("c", killed);
      killed.kill();
      try (ExporterRig rig = ExporterRig.of(draft)) {
        assertThat(rig.write(young(5))).isEqualTo(ConsumeResult.stored(5));
        Await.until("5 hints wait", () -> total(rig, "flaregate_hints_queued") == 5);
        assertThatThrownBy(() -> ExporterRig.of(draft))
            .hasRootCauseMessage(
                "directory "
                    + folder
                    + " is in use by process "
                    + ProcessHandle.current().pid()
                    + "; two cannot share it");
      }
      join("c", back);
      try (ExporterRig rig = ExporterRig.of(draft)) {
        Await.until(
            "all hints are handed over",
            () -> total(rig, "flaregate_hints_handed_over_total") == 5);
        assertThat(back.series()).hasSize(5);
        assertThat(rig.write(young(1))).isEqualTo(ConsumeResult.stored(1));
      }
    }
  }
}
