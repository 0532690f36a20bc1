package io.flaregate.ingester;

import static io.flaregate.ingester.Pprofs.CPU;
import static io.flaregate.ingester.Pprofs.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.flaregate.ingester.client.IngesterClient;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.push.PushRequest;
import io.flaregate.ingester.proto.push.RawProfileSeries;
import io.flaregate.ingester.proto.push.RawSample;
import io.flaregate.ingester.proto.types.LabelPair;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.spi.testing.FakeMeter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What a push does with what is not right, and with what real profilers send. */
class PushTest {
  private static final int MAX_PROFILE_BYTES = 4 << 20;
  private static final FakeMeter METER = new FakeMeter();
  private static EmbeddedIngester ingester;
  private IngesterClient client;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    IngesterConfig config = IngesterConfig.onFreePorts(directory.toString());
    IngesterConfig.Limits limits =
        new IngesterConfig.Limits(8 << 20, MAX_PROFILE_BYTES, 64 << 20, 64 << 20, 50);
    ingester =
        EmbeddedIngester.start(
            new IngesterConfig(
                config.grpc(), config.http(), config.directory(), limits, config.retention()),
            new Surroundings("ingester/one", METER, Clock.systemUTC()));
  }

  @AfterAll
  static void stop() {
    ingester.close();
  }

  @BeforeEach
  void connect(TestInfo test) {
    client =
        new IngesterClient(ingester.grpcTarget(), test.getTestMethod().orElseThrow().getName());
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private static Pprofs good(long value) {
    return Pprofs.cpu(T0).sample("main", value);
  }

  private static RawProfileSeries good(String service, long value) {
    return Pprofs.series(good(value).bytes(), "service_name", service);
  }

  private static RawProfileSeries raw(ByteString pprof, String id) {
    return RawProfileSeries.newBuilder()
        .addLabels(LabelPair.newBuilder().setName("service_name").setValue("bad"))
        .addSamples(RawSample.newBuilder().setRawProfile(pprof).setID(id))
        .build();
  }

  private StatusRuntimeException refused(RawProfileSeries... series) {
    PushRequest request = PushRequest.newBuilder().addAllSeries(List.of(series)).build();
    return catchThrowableOfType(StatusRuntimeException.class, () -> client.push(request));
  }

  private void assertRefused(RawProfileSeries series, Status.Code code, String message) {
    StatusRuntimeException refusal = refused(series);
    assertThat(refusal.getStatus().getCode()).isEqualTo(code);
    assertThat(refusal.getStatus().getDescription()).isEqualTo("series 0: " + message);
  }

  private Map<String, Long> read(String selector) {
    return Pprofs.sums(client.mergeProfilesPprof(selector, CPU, 0, 0), 0);
  }

  @Test
  void whatComesBeforeTheFirstProblemIsStored() {
    StatusRuntimeException refusal =
        refused(
            good("a", 1),
            good("b", 2),
            raw(ByteString.copyFromUtf8("no pprof"), UUID.randomUUID().toString()),
            good("c", 4));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNKNOWN);
    assertThat(refusal.getStatus().getDescription())
        .startsWith("series 2: {service_name=\"bad\"}: bad pprof: ");
    assertThat(client.labelValues("service_name", List.of(), 0, 0)).containsExactly("a", "b");
    assertThat(read("{}")).isEqualTo(Map.of("main", 3L));
  }

  @Test
  void badPprofsAreUnknownErrors() {
    String id = UUID.randomUUID().toString();
    String bad = "{service_name=\"bad\"}: bad pprof: ";
    assertRefused(
        raw(ByteString.EMPTY, id),
        Status.Code.UNKNOWN,
        bad + "string_table is empty; its first entry must be \"\"");
    assertRefused(raw(Pprofs.empty(T0).bytes(), id), Status.Code.UNKNOWN, bad + "no sample_type");
    assertRefused(
        raw(Pprofs.cpu(T0).value("cpu", "nanoseconds").bytes(), id),
        Status.Code.UNKNOWN,
        bad + "pprof has the sample type cpu:nanoseconds twice");
    assertRefused(
        raw(Pprofs.gzip(good(1).bytes()).substring(0, 40), id),
        Status.Code.UNKNOWN,
        bad + "its gzip is damaged or cut off");
  }

  @Test
  void everyBadPprofOfTheCorpusIsRefusedOrReadBack() {
    int refused = 0;
    for (var bad : Corpus.configured().badCases("pprof")) {
      ByteString pprof = ByteString.copyFrom(bad.file().bytes());
      StatusRuntimeException refusal = refused(raw(pprof, UUID.randomUUID().toString()));
      if (refusal != null) {
        refused++;
        assertThat(refusal.getStatus().getCode())
            .as("%s", bad.file())
            .isIn(Status.Code.UNKNOWN, Status.Code.INVALID_ARGUMENT);
      }
    }
    assertThat(refused).isGreaterThanOrEqualTo(5);
    client.push(good(1).push("service_name", "after"));
    assertThat(read("{service_name=\"after\"}")).isEqualTo(Map.of("main", 1L));
  }

  @Test
  void idsAreUuidsInTheFormsThatGoTakes() {
    ByteString pprof = good(1).bytes();
    assertRefused(
        raw(pprof, "1"),
        Status.Code.UNKNOWN,
        "{service_name=\"bad\"}: sample ID \"1\" is not a UUID");
    assertRefused(
        raw(pprof, ""),
        Status.Code.UNKNOWN,
        "{service_name=\"bad\"}: sample ID \"\" is not a UUID");
    String id = UUID.randomUUID().toString();
    for (String form :
        List.of(
            id,
            id.toUpperCase(java.util.Locale.ROOT),
            "urn:uuid:" + id,
            "{" + id + "}",
            id.replace("-", ""))) {
      client.push(PushRequest.newBuilder().addSeries(raw(pprof, form)).build());
    }
  }

  @Test
  void labelsOutOfOrderAreRefused() {
    RawProfileSeries series =
        good("a", 1).toBuilder()
            .addLabels(LabelPair.newBuilder().setName("a").setValue("1"))
            .build();
    assertRefused(
        series,
        Status.Code.UNKNOWN,
        "labels are not sorted by name: \"a\" comes after \"service_name\"");
    assertRefused(
        good("a", 1).toBuilder().clearLabels().build(),
        Status.Code.UNKNOWN,
        "series has no labels");
  }

  @Test
  void aPprofThatUnpacksToTooMuchIsRefused() {
    ByteString bomb = Pprofs.gzip(ByteString.copyFrom(new byte[200 << 20]));
    assertThat(bomb.size()).isLessThan(1 << 20);
    assertRefused(
        raw(bomb, UUID.randomUUID().toString()),
        Status.Code.INVALID_ARGUMENT,
        "{service_name=\"bad\"}: pprof is more than 4194304 bytes long"
            + " (limits::max_profile_bytes: 4194304)");
    assertRefused(
        raw(ByteString.copyFrom(new byte[MAX_PROFILE_BYTES + 1]), UUID.randomUUID().toString()),
        Status.Code.INVALID_ARGUMENT,
        "{service_name=\"bad\"}: pprof is more than 4194304 bytes long"
            + " (limits::max_profile_bytes: 4194304)");
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() {
    StatusRuntimeException refusal =
        refused(raw(ByteString.copyFrom(new byte[9 << 20]), UUID.randomUUID().toString()));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void aSeriesTooManyIsRefused() {
    PushRequest.Builder request = PushRequest.newBuilder();
    for (int i = 0; i < 51; i++) {
      request.addSeries(good("s" + i, 1));
    }
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> client.push(request.build()));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refusal.getStatus().getDescription())
        .isEqualTo(
            "tenant aSeriesTooManyIsRefused has 50 series (limits::max_series_per_tenant: 50);"
                + " refused: {__name__=\"process_cpu\", service_name=\"s50\"}");
    assertThat(read("{}")).isEqualTo(Map.of("main", 50L));
  }

  @Test
  void aTenantThatIsNoneIsRefused() {
    try (IngesterClient bad = new IngesterClient(ingester.grpcTarget(), "a/b")) {
      StatusRuntimeException push =
          catchThrowableOfType(
              StatusRuntimeException.class, () -> bad.push(PushRequest.getDefaultInstance()));
      StatusRuntimeException types =
          catchThrowableOfType(StatusRuntimeException.class, () -> bad.profileTypes(0, 0));
      for (StatusRuntimeException refusal : List.of(push, types)) {
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refusal.getStatus().getDescription()).contains("U+002F at 1");
      }
    }
  }

  @Test
  void anEmptyPushIsStored() {
    client.push(PushRequest.getDefaultInstance());
    client.push(
        PushRequest.newBuilder().addSeries(good("a", 1).toBuilder().clearSamples()).build());
    assertThat(client.labelNames(List.of(), 0, 0)).isEmpty();
  }

  @Test
  void gzipAndPlainPprofsReadBackAlike() {
    client.push(
        PushRequest.newBuilder()
            .addSeries(Pprofs.series(Pprofs.gzip(good(5).bytes()), "service_name", "a"))
            .addSeries(good("b", 6))
            .build());
    assertThat(read("{service_name=\"a\"}")).isEqualTo(Map.of("main", 5L));
    assertThat(read("{service_name=\"b\"}")).isEqualTo(Map.of("main", 6L));
  }

  @Test
  void badReadsAreInvalidArguments() {
    for (String selector : List.of("{", "{a=~\"(\"}")) {
      StatusRuntimeException refusal =
          catchThrowableOfType(StatusRuntimeException.class, () -> read(selector));
      assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
    StatusRuntimeException type =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> client.mergeProfilesPprof("{}", "cpu", 0, 0));
    assertThat(type.getStatus().getDescription()).startsWith("profile type \"cpu\" is not name:");
    StatusRuntimeException range =
        catchThrowableOfType(StatusRuntimeException.class, () -> client.profileTypes(5, 4));
    assertThat(range.getStatus().getDescription())
        .isEqualTo("the time range ends (4) before it starts (5)");
  }

  @Test
  void realPprofsReadBackValueByValue() throws IOException {
    int values = 0;
    Set<String> seen = new HashSet<>();
    for (CorpusFile file : Corpus.configured().files("pprof")) {
      Profile pprof = Profile.parseFrom(file.body());
      ByteString sent = ByteString.copyFrom(file.bytes());
      String service = file.name().replaceAll("[^a-z0-9]", "_");
      if (pprof.getSerializedSize() > MAX_PROFILE_BYTES || !seen.add(service)) {
        continue;
      }
      try (IngesterClient own = new IngesterClient(ingester.grpcTarget(), service)) {
        StatusRuntimeException refusal =
            catchThrowableOfType(
                StatusRuntimeException.class,
                () ->
                    own.push(
                        PushRequest.newBuilder()
                            .addSeries(Pprofs.series(sent, "service_name", "real"))
                            .build()));
        if (refusal != null) {
          assertThat(refusal.getStatus().getDescription()).as("%s", file).contains("bad pprof: ");
          continue;
        }
        List<String> types = new ArrayList<>();
        own.profileTypes(0, 0).forEach(type -> types.add(type.getID()));
        assertThat(types).as("%s", file).hasSize(pprof.getSampleTypeCount());
        for (int i = 0; i < pprof.getSampleTypeCount(); i++) {
          Profile read = own.mergeProfilesPprof("{service_name=\"real\"}", typeId(pprof, i), 0, 0);
          assertThat(Pprofs.sums(read, 0))
              .as("%s, value %d", file, i)
              .isEqualTo(Pprofs.sums(pprof, i));
          values++;
        }
      }
    }
    assertThat(values).isGreaterThan(20);
  }

  private static String typeId(Profile pprof, int position) {
    return String.join(
        ":",
        "process_cpu",
        pprof.getStringTable((int) pprof.getSampleType(position).getType()),
        pprof.getStringTable((int) pprof.getSampleType(position).getUnit()),
        pprof.getStringTable((int) pprof.getPeriodType().getType()),
        pprof.getStringTable((int) pprof.getPeriodType().getUnit()));
  }

  @Test
  void pushesAreCounted() {
    double before = METER.value("flaregate_ingester_pushes_total", "ingester/one", "ok");
    double profiles = METER.value("flaregate_ingester_profiles_received_total", "ingester/one");
    PushRequest push = good(1).push("service_name", "a");
    client.push(push);
    assertThat(refused(good("b", 1), raw(ByteString.EMPTY, "x"))).isNotNull();

    assertThat(METER.value("flaregate_ingester_pushes_total", "ingester/one", "ok"))
        .isEqualTo(before + 1);
    assertThat(METER.value("flaregate_ingester_pushes_total", "ingester/one", "unknown"))
        .isPositive();
    assertThat(METER.value("flaregate_ingester_profiles_received_total", "ingester/one"))
        .isEqualTo(profiles + 2);
    assertThat(METER.value("flaregate_ingester_received_bytes_total", "ingester/one")).isPositive();
    assertThat(METER.value("flaregate_ingester_profiles", "ingester/one"))
        .isEqualTo((double) ingester.contents().profiles());
    assertThat(METER.value("flaregate_ingester_bytes", "ingester/one")).isPositive();
    assertThat(METER.value("flaregate_ingester_series", "ingester/one")).isPositive();
  }
}
