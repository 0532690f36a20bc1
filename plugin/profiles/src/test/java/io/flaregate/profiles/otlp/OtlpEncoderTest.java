package io.flaregate.profiles.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.fixture.ProfilesFixture;
import io.flaregate.profiles.oracle.ColumnsText;
import io.flaregate.profiles.oracle.NaiveDecode;
import io.flaregate.profiles.oracle.NaiveProfile;
import io.flaregate.profiles.oracle.RandomRequests;
import io.flaregate.profiles.wire.SizeLimitException;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.profiles.StringTable;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.Location;
import io.opentelemetry.proto.profiles.v1development.Mapping;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.Sample;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that this encoder writes, read by this decoder and by protobuf-java. */
class OtlpEncoderTest {
  private final OtlpEncoder encoder = new OtlpEncoder();

  @Test
  void writesRandomRequestsSoThatNothingIsLost() throws Exception {
    int samples = 0;
    for (long seed = 0; seed < 600; seed++) {
      Profiles profiles = Compare.decode(RandomRequests.legal(seed).toByteArray()).profiles();
      assertRoundTrip(profiles, "seed " + seed);
      samples += profiles.samples().size();
    }
    assertThat(samples).isGreaterThan(6_000);
  }

  @Test
  void writesWhatIsLeftOfRequestsThatLeadNowhere() throws Exception {
    for (long seed = 0; seed < 300; seed++) {
      Profiles profiles = Compare.decode(RandomRequests.dangling(seed).toByteArray()).profiles();
      assertRoundTrip(profiles, "seed " + seed);
    }
  }

  static Stream<CorpusFile> files() {
    return Corpus.configured().files("otlp").stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void writesRealFilesSoThatNothingIsLost(CorpusFile file) throws Exception {
    assertRoundTrip(Compare.decode(file.body()).profiles(), file.name());
  }

  private void assertRoundTrip(Profiles profiles, String description) throws Exception {
    byte[] body = encoder.encode(profiles);
    List<NaiveProfile> expected = withoutDropped(ColumnsText.of(profiles));
    ExportProfilesServiceRequest request = ExportProfilesServiceRequest.parseFrom(body);
    Compare.assertSame(expected, NaiveDecode.decode(request), description + ", protobuf-java");
    DecodedProfiles decoded = Compare.decode(body);
    assertThat(decoded.counts()).as(description).isEmpty();
    Compare.assertSame(expected, Compare.inRequestOrder(decoded), description);
    assertCompact(request, description);
  }

  /** Samples that were left out before are not there to be counted again. */
  private static List<NaiveProfile> withoutDropped(List<NaiveProfile> rows) {
    return rows.stream()
        .map(
            row ->
                new NaiveProfile(
                    row.valid(),
                    row.resource(),
                    row.scopeName(),
                    row.scopeVersion(),
                    row.scope(),
                    row.type(),
                    row.period(),
                    row.periodLength(),
                    row.timeUnixNanos(),
                    row.durationNanos(),
                    row.id(),
                    0,
                    row.samples()))
        .toList();
  }

  /** Entry 0 of every table is the empty one, and every other entry is referred to. */
  private static void assertCompact(ExportProfilesServiceRequest request, String description) {
    ProfilesDictionary tables = request.getDictionary();
    assertThat(tables.getStringTable(0)).as(description).isEmpty();
    assertThat(tables.getMappingTable(0).getSerializedSize()).isZero();
    assertThat(tables.getLocationTable(0).getSerializedSize()).isZero();
    assertThat(tables.getFunctionTable(0).getSerializedSize()).isZero();
    assertThat(tables.getLinkTable(0).getSerializedSize()).isZero();
    assertThat(tables.getAttributeTable(0).getSerializedSize()).isZero();
    assertThat(tables.getStackTable(0).getSerializedSize()).isZero();
    Map<String, Set<Integer>> used = used(request);
    assertAllUsed(used, "string", tables.getStringTableCount(), description);
    assertAllUsed(used, "mapping", tables.getMappingTableCount(), description);
    assertAllUsed(used, "location", tables.getLocationTableCount(), description);
    assertAllUsed(used, "function", tables.getFunctionTableCount(), description);
    assertAllUsed(used, "link", tables.getLinkTableCount(), description);
    assertAllUsed(used, "attribute", tables.getAttributeTableCount(), description);
    assertAllUsed(used, "stack", tables.getStackTableCount(), description);
  }

  private static void assertAllUsed(
      Map<String, Set<Integer>> used, String table, int size, String description) {
    Set<Integer> indices = used.getOrDefault(table, Set.of());
    for (int i = 1; i < size; i++) {
      assertThat(indices).as("%s: %s %s", description, table, i).contains(i);
    }
  }

  private static Map<String, Set<Integer>> used(ExportProfilesServiceRequest request) {
    Map<String, Set<Integer>> used = new TreeMap<>();
    for (Profile profile : profiles(request)) {
      use(used, "string", profile.getSampleType().getTypeStrindex());
      use(used, "string", profile.getSampleType().getUnitStrindex());
      use(used, "string", profile.getPeriodType().getTypeStrindex());
      use(used, "string", profile.getPeriodType().getUnitStrindex());
      for (Sample sample : profile.getSamplesList()) {
        use(used, "stack", sample.getStackIndex());
        use(used, "link", sample.getLinkIndex());
        sample.getAttributeIndicesList().forEach(each -> use(used, "attribute", each));
      }
    }
    ProfilesDictionary tables = request.getDictionary();
    tables
        .getStackTableList()
        .forEach(stack -> stack.getLocationIndicesList().forEach(i -> use(used, "location", i)));
    for (Location location : tables.getLocationTableList()) {
      use(used, "mapping", location.getMappingIndex());
      location.getLinesList().forEach(line -> use(used, "function", line.getFunctionIndex()));
    }
    for (Mapping mapping : tables.getMappingTableList()) {
      use(used, "string", mapping.getFilenameStrindex());
      mapping.getAttributeIndicesList().forEach(each -> use(used, "attribute", each));
    }
    tables
        .getFunctionTableList()
        .forEach(
            function -> {
              use(used, "string", function.getNameStrindex());
              use(used, "string", function.getSystemNameStrindex());
              use(used, "string", function.getFilenameStrindex());
            });
    tables.getAttributeTableList().forEach(each -> use(used, "string", each.getKeyStrindex()));
    return used;
  }

  private static void use(Map<String, Set<Integer>> used, String table, int index) {
    used.computeIfAbsent(table, each -> new HashSet<>()).add(index);
  }

  private static List<Profile> profiles(ExportProfilesServiceRequest request) {
    List<Profile> profiles = new ArrayList<>();
    for (ResourceProfiles resource : request.getResourceProfilesList()) {
      resource.getScopeProfilesList().forEach(scope -> profiles.addAll(scope.getProfilesList()));
    }
    return profiles;
  }

  @Test
  void writesAProfileForEachValueTypeOfARow() throws Exception {
    ProfilesFixture fixture = new ProfilesFixture();
    int stack = fixture.dictionary.stack(fixture.dictionary.frame("main"));
    fixture
        .row()
        .alsoType("cpu", "nanoseconds")
        .id(7, 8)
        .sample(stack, 3, 30_000_000)
        .sample(stack, 0, 5);
    fixture.row().type("space", "bytes").sample(stack, 9);
    Profiles profiles = fixture.build();

    assertThat(OtlpEncoder.profileCount(profiles)).isEqualTo(3);
    List<NaiveProfile> read = read(encoder.encode(profiles));
    assertThat(read.stream().map(each -> each.type().name()))
        .containsExactly("samples", "cpu", "space");
    assertThat(read.stream().map(each -> each.samples().stream().map(s -> s.value()).toList()))
        .containsExactly(List.of(3L, 0L), List.of(30_000_000L, 5L), List.of(9L));
    assertThat(read.stream().map(NaiveProfile::id))
        .as("a second profile of one id would be a duplicate")
        .containsExactly("0000000000000007" + "0000000000000008", "", "");
    assertThat(read).allSatisfy(each -> assertThat(each.periodLength()).isEqualTo(10_000_000));
  }

  @Test
  void writesTheLabelsOfSeriesInPlaceOfResourceAndScope() throws Exception {
    ProfilesFixture fixture = new ProfilesFixture();
    int stack = fixture.dictionary.stack(fixture.dictionary.frame("main"));
    int pod = fixture.dictionary.attribute("pod", "gone");
    for (int i = 0; i < 3; i++) {
      fixture.row().resource(pod).scope("scope", "1", pod).id(1, 2).sample(stack, 1 + i);
    }
    Labels labels = new Labels();
    labels.row("__name__", "process_cpu", "service.name", "old", "service_name", "shop");
    labels.row("__name__", "process_cpu", "service.name", "old", "service_name", "shop");
    labels.row("env", "prod", "service.name", "kept");
    Profiles split = labels.split(fixture.build());

    byte[] body = encoder.encode(split);
    List<NaiveProfile> read = read(body);
    assertThat(read.get(0).resource())
        .isEqualTo(Map.of("__name__", "process_cpu", "service.name", "shop"));
    assertThat(read.get(1).resource()).isEqualTo(read.get(0).resource());
    assertThat(read.get(2).resource()).isEqualTo(Map.of("env", "prod", "service.name", "kept"));
    assertThat(read.stream().map(NaiveProfile::scopeName)).containsOnly("");
    assertThat(read.stream().map(NaiveProfile::scope)).containsOnly(Map.of());
    assertThat(read.stream().map(NaiveProfile::id).filter(id -> !id.isEmpty())).hasSize(1);
    ExportProfilesServiceRequest request = ExportProfilesServiceRequest.parseFrom(body);
    assertThat(request.getResourceProfilesCount()).as("equal labels are one resource").isEqualTo(2);
  }

  @Test
  void writesTextsOfOwnersInlineAndKeepsEveryKindOfValue() throws Exception {
    ProfilesFixture fixture = new ProfilesFixture();
    int stack = fixture.dictionary.stack(fixture.dictionary.frame("main"));
    int[] attributes = {
      fixture.dictionary.attribute("text", "é"),
      fixture.dictionary.attribute("int", AttributeKind.INT, -5),
      fixture.dictionary.attribute("bool", AttributeKind.BOOL, 1),
      fixture.dictionary.attribute("double", AttributeKind.DOUBLE, Double.doubleToRawLongBits(0.5)),
      fixture.dictionary.attribute("none", AttributeKind.NONE, 0),
    };
    fixture.row().resource(attributes).sample(stack, 1);
    byte[] body = encoder.encode(fixture.build());

    List<KeyValue> written =
        ExportProfilesServiceRequest.parseFrom(body)
            .getResourceProfiles(0)
            .getResource()
            .getAttributesList();
    assertThat(written.stream().map(KeyValue::getKey))
        .containsExactly("text", "int", "bool", "double", "none");
    assertThat(read(body).get(0).resource())
        .containsEntry("text", "é")
        .containsEntry("int", -5L)
        .containsEntry("bool", true)
        .containsEntry("double", 0.5)
        .containsEntry("none", NaiveProfile.NO_VALUE);
  }

  @Test
  void refusesWhatIsLargerThanItsBoundAndGoesOn() throws Exception {
    OtlpEncoder bounded = new OtlpEncoder(2_000);
    ProfilesFixture large = new ProfilesFixture();
    int stack = large.dictionary.stack(large.dictionary.frame("x".repeat(3_000)));
    large.row().sample(stack, 1);
    assertThatThrownBy(() -> bounded.encode(large.build())).isInstanceOf(SizeLimitException.class);

    ProfilesFixture small = new ProfilesFixture();
    small.row().sample(small.dictionary.stack(small.dictionary.frame("main")), 1);
    assertThat(read(bounded.encode(small.build()))).hasSize(1);
  }

  @Test
  void writesNoRowsAsARequestWithoutProfiles() throws Exception {
    assertThat(read(encoder.encode(new ProfilesFixture().build()))).isEmpty();
    assertThat(OtlpEncoder.profileCount(new ProfilesFixture().build())).isZero();
  }

  private static List<NaiveProfile> read(byte[] body) throws Exception {
    List<NaiveProfile> read = Compare.inRequestOrder(Compare.decode(body));
    assertThat(NaiveDecode.decode(ExportProfilesServiceRequest.parseFrom(body))).isEqualTo(read);
    return read;
  }

  /** Labels row by row. */
  private static final class Labels {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Integer> offsets = new ArrayList<>(List.of(0));
    private final List<Integer> lengths = new ArrayList<>(List.of(0));
    private final List<Integer> ends = new ArrayList<>();

    void row(String... namesAndValues) {
      for (String text : namesAndValues) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        offsets.add(bytes.size());
        lengths.add(utf8.length);
        bytes.writeBytes(utf8);
      }
      ends.add((offsets.size() - 1) / 2);
    }

    Profiles split(Profiles from) {
      int[] pairs = new int[offsets.size() - 1];
      for (int i = 0; i < pairs.length; i++) {
        pairs[i] = i + 1;
      }
      StringTable texts =
          StringTable.of(bytes.toByteArray(), ints(offsets), ints(lengths), offsets.size());
      return new Profiles(
          from.dictionary(),
          ofOneOrigin(from),
          from.samples(),
          from.lists(),
          new SeriesLabels(texts, ints(ends), pairs),
          from.encodedBytes());
    }

    private static Rows ofOneOrigin(Profiles from) {
      Rows rows = from.rows();
      int size = rows.size();
      int[] none = new int[size];
      int[] types = new int[2 * size];
      int[] typeEnds = new int[size];
      int[] sampleEnds = new int[size];
      long[] ids = new long[2 * size];
      for (int row = 0; row < size; row++) {
        types[2 * row] = rows.typeName(rows.typeStart(row));
        types[2 * row + 1] = rows.typeUnit(rows.typeStart(row));
        typeEnds[row] = row + 1;
        sampleEnds[row] = rows.sampleEnd(row);
        ids[2 * row] = rows.profileIdHigh(row);
        ids[2 * row + 1] = rows.profileIdLow(row);
      }
      return Rows.builder(size)
          .origins(none)
          .attributes(none, none)
          .scopes(none, none)
          .types(typeEnds, types)
          .periods(new int[2 * size], new long[size])
          .times(new long[size], new long[size])
          .profileIds(ids)
          .sampleEnds(sampleEnds)
          .droppedSamples(none)
          .build();
    }

    private static int[] ints(List<Integer> list) {
      return list.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
