package io.flaregate.phlare.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.testing.ConfigDraft;
import io.flaregate.phlare.testing.CpuPprof;
import io.flaregate.phlare.testing.ReadableIngester;
import io.flaregate.phlare.testing.ReadableIngester.Held;
import io.flaregate.phlare.testing.ReadableIngester.Mood;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.ShuffleShard;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenRing;
import io.flaregate.spi.testing.Certificates;
import io.flaregate.transport.tls.TlsClientConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuorumReaderTest {
  private static final int INGESTERS = 5;
  private static final int SEEDS = 80;
  private static final TimeRange ALL = new TimeRange(0, 1L << 50);
  private static final ProfileType CPU =
      ProfileType.parse("process_cpu:cpu:nanoseconds:cpu:nanoseconds");

  private static final List<ReadableIngester> INGESTER = new ArrayList<>();

  @BeforeAll
  static void start() {
    for (int i = 0; i < INGESTERS; i++) {
      INGESTER.add(ReadableIngester.start());
    }
  }

  @AfterAll
  static void stop() {
    INGESTER.forEach(ReadableIngester::close);
  }

  private static RingView ring(int factor, int count, boolean zones, Liveness liveness) {
    List<Instance> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String zone = zones ? "z" + i % 3 : "";
      members.add(
          Instance.active("i" + i, INGESTER.get(i).address(), zone, StaticTokens.derive("i" + i)));
    }
    RingConfig config = new RingConfig(factor, zones, true, Duration.ofMinutes(1), Set.of());
    return new RingView(TokenRing.of(config, members), liveness, "a test", 0);
  }

  private static QuorumReader reader(RingView view, int shardSize, Duration timeout) {
    return new QuorumReader(
        ReadTarget.plaintext(view, shardSize), "team", new ReadLimits(timeout, 1 << 20, 1000));
  }

  private static QuorumReader reader(RingView view) {
    return reader(view, 0, Duration.ofSeconds(30));
  }

  private static SortedMap<String, Long> values(MergedProfile merged) throws Exception {
    return merged.profiles() == 0
        ? new TreeMap<>()
        : CpuPprof.values(Profile.parseFrom(merged.sum().toPprof(1 << 20)));
  }

  @Test
  void sumsEqualTheUnionOfWhatThoseThatAnswerHold() throws Exception {
    int answered = 0;
    int refused = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      ReadScene scene = new ReadScene(seed, INGESTER);
      RingView view = ring(scene.factor(), scene.count(), scene.zones(), Liveness.ALL_ALIVE);
      Set<String> ids = new HashSet<>();
      scene.answering().forEach(i -> ids.add("i" + i));
      ReadQuorum quorum = ReadQuorum.of(view.ring());
      try (QuorumReader reader = reader(view)) {
        ReadResult<MergedProfile> found = reader.profile("{}", CPU, ALL);
        // One that was to add up nothing may fail at it unseen: it held nothing of its own.
        assertThat(values(found.value()))
            .as("seed %d", seed)
            .isEqualTo(scene.union(scene.answering()));
        answered++;
      } catch (ReadException e) {
        assertThat(quorum.isReached(ids)).as("seed %d: %s", seed, e.getMessage()).isFalse();
        refused++;
      }
    }
    assertThat(answered).isGreaterThan(20);
    assertThat(refused).isGreaterThan(5);
  }

  @Test
  void replicasCountOnceAndTimesAddUp() throws Exception {
    Held first = ReadScene.held("a", 1, "f", 10);
    Held second = ReadScene.held("a", 2, "f", 100);
    INGESTER.get(0).set(List.of(first, second), Mood.WELL);
    INGESTER.get(1).set(List.of(second, ReadScene.held("b", 2, "g", 5)), Mood.WELL);
    INGESTER.get(2).set(List.of(first), Mood.WELL);
    try (QuorumReader reader = reader(ring(3, 3, false, Liveness.ALL_ALIVE))) {
      ReadResult<MergedProfile> found = reader.profile("{}", CPU, ALL);

      assertThat(values(found.value())).isEqualTo(Map.of("f", 110L, "g", 5L));
      assertThat(found.value().profiles()).isEqualTo(3);
      assertThat(found.value().series()).isEqualTo(2);
      assertThat(found.notes()).isEmpty();
      assertThat(found.answered()).isEqualTo(3);
    }
    assertThat(INGESTER.get(0).tenants()).contains("team");
  }

  @Test
  void marksOfHowAProfileCameAboutDoNotTellSeriesApart() throws Exception {
    Held plain = ReadScene.held("a", 1, "f", 10);
    SortedMap<String, String> marked = ReadScene.labels("a");
    marked.put("__delta__", "false");
    INGESTER.get(0).set(List.of(plain), Mood.WELL);
    INGESTER.get(1).set(List.of(new Held(marked, 1, plain.pprof())), Mood.WELL);
    try (QuorumReader reader = reader(ring(2, 2, false, Liveness.ALL_ALIVE))) {
      assertThat(values(reader.profile("{}", CPU, ALL).value())).isEqualTo(Map.of("f", 10L));
      assertThat(reader.series("{}", ALL).value())
          .extracting(SeriesName::toString)
          .containsExactly("{__name__=\"process_cpu\", service_name=\"a\"}");
    }
  }

  @Test
  void whatWasPickedFromOneThatFailsIsHadFromTheOthers() throws Exception {
    Held one = ReadScene.held("a", 1, "f", 10);
    for (int failing = 0; failing < 3; failing++) {
      for (Mood mood : List.of(Mood.BREAKING, Mood.FORGETFUL, Mood.REFUSING)) {
        for (int i = 0; i < 3; i++) {
          INGESTER.get(i).set(List.of(one), i == failing ? mood : Mood.WELL);
        }
        try (QuorumReader reader = reader(ring(3, 3, false, Liveness.ALL_ALIVE))) {
          assertThat(values(reader.profile("{}", CPU, ALL).value())).isEqualTo(Map.of("f", 10L));
        }
      }
    }
  }

  @Test
  void tooFewAnswersAreAnErrorThatNamesThemAll() {
    INGESTER.get(0).set(List.of(ReadScene.held("a", 1, "f", 1)), Mood.WELL);
    INGESTER.get(1).set(List.of(), Mood.REFUSING);
    INGESTER.get(2).set(List.of(), Mood.SILENT);
    RingView view = ring(3, 3, false, Liveness.ALL_ALIVE);
    String message =
        "1 of 3 ingesters answered, 2 are needed (replication factor 3): i1 ("
            + INGESTER.get(1).address()
            + ") answered unknown: no mood; i2 ("
            + INGESTER.get(2).address()
            + ") did not answer in time (--timeout); bring these ingesters back, or what was"
            + " acknowledged may be missing from the answer";
    try (QuorumReader reader = reader(view, 0, Duration.ofMillis(300))) {
      assertThatThrownBy(() -> reader.profile("{}", CPU, ALL))
          .isInstanceOf(ReadException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> reader.series("{}", ALL)).hasMessage(message);
      assertThatThrownBy(() -> reader.profileTypes(ALL)).hasMessage(message);
      assertThatThrownBy(() -> reader.labelNames("{}", ALL)).hasMessage(message);
      assertThatThrownBy(() -> reader.labelValues("a", "{}", ALL)).hasMessage(message);
    }
  }

  @Test
  void oneMissingOfThreeIsANote() throws Exception {
    INGESTER.get(0).set(List.of(ReadScene.held("a", 1, "f", 1)), Mood.WELL);
    INGESTER.get(1).set(List.of(ReadScene.held("b", 1, "f", 1)), Mood.WELL);
    INGESTER.get(2).set(List.of(), Mood.REFUSING);
    try (QuorumReader reader = reader(ring(3, 3, false, Liveness.ALL_ALIVE))) {
      ReadResult<?> found = reader.labelValues("service_name", "{}", ALL);

      assertThat(found.value().toString()).isEqualTo("[a, b, process_cpu]");
      assertThat(found.notes())
          .containsExactly(
              "i2 (" + INGESTER.get(2).address() + ") answered unknown: no mood",
              "2 of 3 ingesters answered, 2 are needed (replication factor 3): every acknowledged"
                  + " write is seen");
      assertThat(reader.labelNames("{}", ALL).value()).containsExactly("__name__", "service_name");
      assertThat(reader.profileTypes(ALL).value()).containsExactly(CPU);
    }
  }

  @Test
  void whoseHeartbeatIsOldIsAskedOnlyIfTheOthersAreTooFew() throws Exception {
    for (int i = 0; i < 3; i++) {
      INGESTER
          .get(i)
          .set(
              List.of(ReadScene.held("a", 1, "f", 10), ReadScene.held("a", 2 + i, "f", 1)),
              Mood.WELL);
    }
    int before = INGESTER.get(2).tenants().size();
    RingView view = ring(3, 3, false, member -> !member.id().equals("i2"));
    try (QuorumReader reader = reader(view)) {
      ReadResult<MergedProfile> found = reader.profile("{}", CPU, ALL);
      assertThat(values(found.value())).isEqualTo(Map.of("f", 12L));
      assertThat(found.notes().get(0)).endsWith("is unhealthy");
      assertThat(INGESTER.get(2).tenants()).hasSize(before);

      INGESTER.get(1).set(List.of(), Mood.REFUSING);
      assertThat(values(reader.profile("{}", CPU, ALL).value())).isEqualTo(Map.of("f", 12L));
      assertThat(reader.series("{}", ALL).value()).hasSize(1);
    }
  }

  @Test
  void aTenantsSubRingMayAnswerWhereTheWholeRingCannot() throws Exception {
    for (int i = 0; i < 5; i++) {
      INGESTER.get(i).set(List.of(), Mood.WELL);
    }
    RingView view = ring(3, 5, false, Liveness.ALL_ALIVE);
    List<String> shard =
        ShuffleShard.select(view.ring(), "team", 3).instances().stream().map(Instance::id).toList();
    for (int i = 0; i < 5; i++) {
      if (!shard.contains("i" + i)) {
        INGESTER.get(i).set(List.of(), Mood.REFUSING);
      }
    }
    try (QuorumReader all = reader(view);
        QuorumReader sharded = reader(view, 3, Duration.ofSeconds(30))) {
      assertThatThrownBy(() -> all.series("{}", ALL))
          .hasMessageStartingWith("3 of 5 ingesters answered, 4 are needed (replication factor 3)");
      assertThat(sharded.series("{}", ALL).notes().get(2))
          .isEqualTo(
              "3 of 3 ingesters answered, 2 are needed (replication factor 3) of the tenant's"
                  + " sub-ring: what was written before the ring changed may be missing");
    }
  }

  @Test
  void answersAreBounded() {
    List<Held> many = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      many.add(ReadScene.held("a", i, "f", 1));
    }
    INGESTER.get(0).set(many, Mood.WELL);
    RingView view = ring(1, 1, false, Liveness.ALL_ALIVE);
    try (QuorumReader reader = reader(view)) {
      assertThatThrownBy(() -> reader.profile("{}", CPU, ALL))
          .isInstanceOf(ReadException.class)
          .hasMessage(
              "there are more than 1000 profiles; ask for a shorter time or fewer series (--from,"
                  + " --to, --query)");
    }
    ReadLimits small = new ReadLimits(Duration.ofSeconds(30), 1000, 10_000);
    try (QuorumReader reader = new QuorumReader(ReadTarget.plaintext(view, 0), "t", small)) {
      String message =
          "answers are larger than 1000 bytes with that of ingester i0 (--max-bytes); ask for a"
              + " shorter time or fewer series";
      assertThatThrownBy(() -> reader.series("{}", ALL)).hasMessage(message);
      assertThatThrownBy(() -> reader.profile("{}", CPU, ALL)).hasMessage(message);
    }
  }

  @Test
  void aRingWithoutMembersAndAnAddressThatIsNoneAreSaid() {
    RingConfig config = new RingConfig(1, false, true, Duration.ofMinutes(1), Set.of());
    RingView empty = new RingView(TokenRing.of(config, List.of()), Liveness.ALL_ALIVE, "etcd", 0);
    try (QuorumReader reader = reader(empty)) {
      assertThatThrownBy(() -> reader.series("{}", ALL))
          .hasMessage("the ring from etcd has no ingesters");
    }
    Instance wrong = Instance.active("i", "nowhere", "", StaticTokens.derive("i"));
    RingView view =
        new RingView(TokenRing.of(config, List.of(wrong)), Liveness.ALL_ALIVE, "etcd", 0);
    try (QuorumReader reader = reader(view)) {
      assertThatThrownBy(() -> reader.profile("{}", CPU, ALL))
          .hasMessageContaining("i (nowhere) cannot be reached: \"nowhere\" is not host:port");
    }
  }

  @Test
  void asksAsTheExporterWrites(@TempDir Path folder, @TempDir Path other) throws Exception {
    Certificates certificates = Certificates.in(folder);
    try (ReadableIngester secured =
        ReadableIngester.start(
            server ->
                server.useTransportSecurity(
                    certificates.certificate().toFile(), certificates.key().toFile()))) {
      secured.set(List.of(ReadScene.held("a", 1, "f", 10)), Mood.WELL);
      Instance member = Instance.active("i", secured.address(), "", StaticTokens.derive("i"));
      RingView view =
          new RingView(
              TokenRing.of(RingConfig.DEFAULT, List.of(member)), Liveness.ALL_ALIVE, "a test", 0);
      ConfigDraft draft =
          new ConfigDraft()
              .ring(1, List.of(secured.address()))
              .tls(TlsClientConfig.ofCaFile(certificates.certificate().toString()))
              .header("X-Extra", "1")
              .tenantHeader("X-Team");
      ReadTarget target = ReadTarget.configured(view, 0, draft.build());
      try (QuorumReader reader = new QuorumReader(target, "team", ReadLimits.DEFAULT)) {
        assertThat(values(reader.profile("{}", CPU, ALL).value())).isEqualTo(Map.of("f", 10L));
      }
      assertThat(secured.headers("X-Extra")).containsExactly("1");
      assertThat(secured.headers("X-Team")).containsExactly("team");
      assertThat(secured.tenants()).containsExactly("null");

      draft.tls(TlsClientConfig.ofCaFile(Certificates.in(other).certificate().toString()));
      ReadTarget stranger = ReadTarget.configured(view, 0, draft.build());
      try (QuorumReader reader = new QuorumReader(stranger, "team", ReadLimits.DEFAULT)) {
        assertThatThrownBy(() -> reader.series("{}", ALL))
            .isInstanceOf(ReadException.class)
            .hasMessageContaining("cannot be reached: ");
      }
    }
  }
}
