package io.flaregate.ingester.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.flaregate.ingester.model.Label;
import io.flaregate.ingester.model.LabelSet;
import io.flaregate.ingester.model.ProfileType;
import io.flaregate.ingester.model.TimeRange;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileStoreTest {
  private static final ProfileType TYPE =
      ProfileType.parse("process_cpu:cpu:nanoseconds:cpu:nanoseconds");

  private final FakeClock clock = new FakeClock();
  private Path directory;

  @BeforeEach
  void give(@TempDir Path given) {
    directory = given;
  }

  private ProfileStore open(long maxSeries, long maxBytes, Duration maxAge) {
    return ProfileStore.open(
        new StoreOptions(directory, maxSeries, maxBytes, maxAge), clock, Runnable::run);
  }

  private ProfileStore open() {
    return open(0, 0, Duration.ZERO);
  }

  private static NewProfile profile(String service, long timeMillis, int bytes) {
    LabelSet labels =
        LabelSet.sorted(
            List.of(new Label("__name__", "process_cpu"), new Label("service_name", service)));
    return new NewProfile(
        labels,
        List.of(TYPE),
        timeMillis * 1_000_000,
        "id",
        bytes,
        ByteString.copyFrom(new byte[bytes]));
  }

  private static Appended append(ProfileStore store, String tenant, NewProfile... profiles) {
    return Await.result(store.append(tenant, List.of(profiles)));
  }

  private static List<Long> times(ProfileStore store, String tenant) {
    return store.read(
        reader -> {
          List<Long> times = new ArrayList<>();
          for (Stream stream : reader.streams(tenant, List.of(), TimeRange.ALL)) {
            reader.entries(stream, TimeRange.ALL, 1000).forEach(e -> times.add(e.timeMillis()));
          }
          return times;
        });
  }

  @Test
  void batchesOfManyThreadsAreAllStored() {
    try (ProfileStore store = open()) {
      List<CompletableFuture<Appended>> answers =
          IntStream.range(0, 400)
              .parallel()
              .mapToObj(i -> store.append("t" + i % 3, List.of(profile("s", i, 10))))
              .toList();
      answers.forEach(answer -> assertThat(Await.result(answer)).isEqualTo(new Appended(1, "")));
      assertThat(store.totals()).isEqualTo(new Totals(400, 4000, 3));
      assertThat(times(store, "t0")).hasSize(134);
    }
  }

  @Test
  void aSeriesTooManyEndsABatch() {
    try (ProfileStore store = open(2, 0, Duration.ZERO)) {
      Appended appended =
          append(
              store,
              "t",
              profile("a", 1, 1),
              profile("b", 1, 1),
              profile("a", 2, 1),
              profile("c", 1, 1),
              profile("a", 3, 1));
      assertThat(appended)
          .isEqualTo(
              new Appended(
                  3,
                  "tenant t has 2 series (limits::max_series_per_tenant: 2); refused:"
                      + " {__name__=\"process_cpu\", service_name=\"c\"}"));
      assertThat(append(store, "t", profile("b", 9, 1)).stored()).isEqualTo(1);
      assertThat(append(store, "other", profile("c", 1, 1)).stored()).isEqualTo(1);
      assertThat(store.totals().series()).isEqualTo(3);
    }
  }

  @Test
  void theOldestGoWhenThereIsTooMuch() {
    try (ProfileStore store = open(0, 100, Duration.ZERO)) {
      for (int i = 0; i < 12; i++) {
        append(store, "t", profile(i < 3 ? "old" : "new", i, 20));
      }
      Await.until("100 bytes are left", () -> store.totals().bytes() <= 100);
      assertThat(store.totals()).isEqualTo(new Totals(5, 100, 1));
      assertThat(store.deleted()).isEqualTo(7);
      assertThat(times(store, "t")).containsExactly(7L, 8L, 9L, 10L, 11L);
    }
  }

  @Test
  void profilesGoWhenTheyHaveBeenHereLongEnough() {
    try (ProfileStore store = open(0, 0, Duration.ofHours(1))) {
      append(store, "t", profile("a", 1, 10), profile("b", 2, 10));
      clock.advance(Duration.ofMinutes(61));
      append(store, "t", profile("b", 3, 10));
      Await.until("one is left", () -> store.totals().profiles() == 1);
      assertThat(times(store, "t")).containsExactly(3L);
      assertThat(store.totals().series()).isEqualTo(1);
    }
  }

  @Test
  void ofOneMillisecondTheNextIsReadWhenTheFirstIsGone() {
    try (ProfileStore store = open(0, 0, Duration.ofHours(1))) {
      append(store, "t", profile("a", 1, 10));
      clock.advance(Duration.ofMinutes(40));
      append(store, "t", profile("a", 1, 11));
      assertThat(times(store, "t")).containsExactly(1L);
      clock.advance(Duration.ofMinutes(40));
      append(store, "t", profile("a", 2, 12));
      Await.until("two are left", () -> store.totals().profiles() == 2);
      assertThat(times(store, "t")).containsExactly(1L, 2L);
    }
  }

  @Test
  void tenantsAreNeverPaths() throws IOException {
    try (ProfileStore store = open()) {
      append(store, "../../evil", profile("a", 1, 10));
      assertThat(store.read(ProfileReader::tenants)).containsExactly("../../evil");
    }
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .allMatch(name -> name.equals("lock") || name.startsWith("profiles.sqlite"));
    }
  }

  @Test
  void aDirectoryIsLockedAndFreedAgain() {
    try (ProfileStore store = open()) {
      append(store, "t", profile("a", 1, 10));
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreException.class)
          .hasMessage(
              "directory " + directory + " is in use by another ingester (its file lock is taken)");
    }
    try (ProfileStore store = open()) {
      assertThat(times(store, "t")).containsExactly(1L);
    }
  }

  @Test
  void filesOfOthersAndOfOtherVersionsAreRefused() throws SQLException {
    open().close();
    change("PRAGMA user_version = 2");
    assertThatThrownBy(this::open)
        .hasMessage(
            "store "
                + directory.resolve("profiles.sqlite")
                + " has schema version 2; this version reads 1");
    change("PRAGMA application_id = 5");
    assertThatThrownBy(this::open)
        .hasMessage(
            "file "
                + directory.resolve("profiles.sqlite")
                + " is a SQLite database of something else");
  }

  private void change(String pragma) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("profiles.sqlite"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(pragma);
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(
            () ->
                ProfileStore.open(
                    new StoreOptions(file, 0, 0, Duration.ZERO), clock, Runnable::run))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("directory " + file + " cannot be used: ");
  }

  @Test
  void aClosedStoreSaysSo() {
    ProfileStore store = open();
    store.close();
    store.close();
    assertThat(store.append("t", List.of(profile("a", 1, 1))))
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .havingCause()
        .withMessage("the store is closed");
  }
}
