package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.profiles.fixture.DictionaryFixture.Line;
import io.flaregate.profiles.fixture.PprofContent;
import io.flaregate.profiles.fixture.PprofContent.SampleKey;
import io.flaregate.profiles.fixture.ProfilesFixture;
import io.flaregate.profiles.pprofpb.Location;
import io.flaregate.profiles.pprofpb.Mapping;
import io.flaregate.profiles.pprofpb.Sample;
import io.flaregate.profiles.wire.SizeLimitException;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.profiles.StringTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PprofEncoderTest {
  private final ProfilesFixture fixture = new ProfilesFixture();
  private final PprofEncoder encoder = new PprofEncoder();

  private PprofContent encode(int... rows) {
    byte[] bytes = encoder.encode(fixture.build(), rows);
    assertThatCode(() -> PprofValidator.checkCompact(bytes)).doesNotThrowAnyException();
    return PprofContent.of(bytes);
  }

  private static Profiles split(Profiles profiles) {
    return new Profiles(
        profiles.dictionary(),
        profiles.rows(),
        profiles.samples(),
        profiles.lists(),
        new SeriesLabels(StringTable.empty(), new int[profiles.size()], new int[0]),
        profiles.encodedBytes());
  }

  @Test
  void onlyWhatSamplesReferToIsWritten() {
    fixture.dictionary.frame("unused");
    int mapping = fixture.dictionary.mapping(16, 32, 8, "lib.so", "beef", 0);
    int function = fixture.dictionary.function("f", "_f", "f.c", 3);
    int leaf = fixture.dictionary.location(mapping, 20, true, new Line(function, 5, 7));
    int root = fixture.dictionary.frame("main");
    fixture.dictionary.stack(fixture.dictionary.frame("not used either"));
    fixture.row().sample(fixture.dictionary.stack(leaf, root), 3);
    PprofContent pprof = encode(0);
    assertThat(pprof.types()).containsExactly("samples:count");
    assertThat(pprof.profile().getStringTableList())
        .containsExactlyInAnyOrder(
            "",
            "samples",
            "count",
            "cpu",
            "nanoseconds",
            "lib.so",
            "beef",
            "f",
            "_f",
            "f.c",
            "main");
    assertThat(pprof.profile().getLocationList()).hasSize(2);
    assertThat(pprof.profile().getLocation(0).getIsFolded()).isTrue();
    assertThat(pprof.profile().getLocation(0).getLine(0).getColumn()).isEqualTo(7);
    assertThat(pprof.profile().getTimeNanos()).isEqualTo(1_700_000_000_000_000_000L);
    assertThat(pprof.profile().getDurationNanos()).isEqualTo(5_000_000_000L);
    assertThat(pprof.type(pprof.profile().getPeriodType())).isEqualTo("cpu:nanoseconds");
    assertThat(pprof.profile().getPeriod()).isEqualTo(10_000_000);
  }

  @Test
  void anEmptyRowWithoutPeriodIsWellFormed() {
    fixture.row().period("", "", 0).time(0, 0);
    PprofContent pprof = encode(0);
    assertThat(pprof.profile().getSampleList()).isEmpty();
    assertThat(pprof.profile().hasPeriodType()).isTrue();
  }

  @Test
  void aSampleWithoutFramesIsKept() {
    fixture.row().sample(0, 4);
    assertThat(encode(0).sums()).isEqualTo(Map.of(new SampleKey(List.of(), Map.of()), List.of(4L)));
  }

  @Test
  void addressesGoWhereTheMappingHasFunctions() {
    int known = fixture.dictionary.mapping("known");
    int unknown = fixture.dictionary.mapping("unknown");
    int mixed = fixture.dictionary.mapping("mixed");
    Line line = new Line(fixture.dictionary.function("f", "", "f.c", 0), 1, 0);
    int stack =
        fixture.dictionary.stack(
            fixture.dictionary.location(known, 1, false, line, line),
            fixture.dictionary.location(unknown, 2, false),
            fixture.dictionary.location(mixed, 3, false, line),
            fixture.dictionary.location(mixed, 4, false),
            fixture.dictionary.location(0, 5, false, line));
    fixture.row().sample(stack, 1);
    PprofContent pprof = encode(0);
    assertThat(pprof.profile().getLocationList())
        .extracting(Location::getAddress)
        .containsExactly(0L, 2L, 3L, 4L, 5L);
    assertThat(pprof.profile().getMappingList())
        .extracting(Mapping::getHasFunctions)
        .containsExactly(true, false, false);
    Mapping first = pprof.profile().getMapping(0);
    assertThat(first.getHasFilenames()).isTrue();
    assertThat(first.getHasLineNumbers()).isTrue();
    assertThat(first.getHasInlineFrames()).isTrue();
    assertThat(pprof.profile().getMapping(2).getHasFilenames()).isFalse();
  }

  @Test
  void whatTheSenderStatedOfAMappingCounts() {
    int mapping = fixture.dictionary.mapping(0, 0, 0, "x", "", Mappings.HAS_FUNCTIONS);
    Line line = new Line(fixture.dictionary.function("f", "", "f.c", 0), 1, 0);
    int stack =
        fixture.dictionary.stack(
            fixture.dictionary.location(mapping, 3, false, line),
            fixture.dictionary.location(mapping, 4, false));
    fixture.row().sample(stack, 1);
    PprofContent pprof = encode(0);
    assertThat(pprof.profile().getLocationList())
        .extracting(Location::getAddress)
        .containsExactly(0L, 4L);
    assertThat(pprof.profile().getMapping(0).getHasFunctions()).isTrue();
    assertThat(pprof.profile().getMapping(0).getHasFilenames()).isFalse();
  }

  @Test
  void aLineWithoutFunctionGetsOneWithoutAName() {
    int mapping = fixture.dictionary.mapping("x");
    int location = fixture.dictionary.location(mapping, 9, false, new Line(0, 12, 0));
    fixture.row().sample(fixture.dictionary.stack(location, fixture.dictionary.frame("f")), 1);
    PprofContent pprof = encode(0);
    Location written = pprof.profile().getLocation(0);
    assertThat(written.getLine(0).getLine()).isEqualTo(12);
    assertThat(written.getAddress()).isEqualTo(9);
    assertThat(pprof.profile().getMapping(0).getHasFunctions()).isFalse();
    assertThat(pprof.profile().getFunctionList())
        .extracting(function -> pprof.text(function.getName()))
        .containsExactly("", "f");
  }

  @Test
  void attributesAndLinksBecomeLabels() {
    int text = fixture.dictionary.attribute("color", "red");
    int number = fixture.dictionary.attribute("size", AttributeKind.INT, 12);
    int flag = fixture.dictionary.attribute("true", AttributeKind.BOOL, 1);
    int profile = fixture.dictionary.attribute("profile_id", "p");
    int link = fixture.dictionary.link(0x1, 0xABCDEFL, 0xF0);
    int list = fixture.dictionary.list(text, profile, number, flag);
    fixture.row().labelled(0, list, link, 1).labelled(0, 0, fixture.dictionary.link(0, 0, 5), 2);
    SampleKey first =
        new SampleKey(
            List.of(),
            Map.of(
                "color", "red",
                "size", 12L,
                "profile_id", "p",
                "span_id", "00000000000000f0",
                "trace_id", "00000000000000010000000000abcdef"));
    SampleKey second = new SampleKey(List.of(), Map.of("span_id", "0000000000000005"));
    assertThat(encode(0).sums()).isEqualTo(Map.of(first, List.of(1L), second, List.of(2L)));
  }

  @Test
  void aSplitRowHasOneSpanIdASample() {
    int profile = fixture.dictionary.attribute("profile_id", "p");
    int span = fixture.dictionary.attribute("span_id", "s");
    int trace = fixture.dictionary.attribute("trace_id", "t");
    int link = fixture.dictionary.link(1, 2, 3);
    fixture
        .row()
        .labelled(0, fixture.dictionary.list(profile), link, 1)
        .labelled(0, fixture.dictionary.list(profile, span, trace), 0, 2)
        .labelled(0, fixture.dictionary.list(trace), link, 4)
        .labelled(0, fixture.dictionary.list(profile), fixture.dictionary.link(1, 2, 0), 8);
    byte[] bytes = encoder.encode(split(fixture.build()), 0);
    String traceId = "00000000000000010000000000000002";
    assertThat(PprofContent.of(bytes).sums())
        .isEqualTo(
            Map.of(
                new SampleKey(
                    List.of(), Map.of("span_id", "0000000000000003", "trace_id", traceId)),
                List.of(5L),
                new SampleKey(List.of(), Map.of("span_id", "s", "trace_id", "t")),
                List.of(2L),
                new SampleKey(List.of(), Map.of("span_id", "p")),
                List.of(8L)));
    assertThat(PprofContent.of(bytes).profile().getSampleList())
        .extracting(Sample::getLabelCount)
        .containsExactly(2, 2, 2, 1);
  }

  @Test
  void rowsBecomeOnePprofThatSpansThem() {
    int a = fixture.dictionary.stack(fixture.dictionary.frame("a"));
    int b = fixture.dictionary.stack(fixture.dictionary.frame("b"));
    fixture.row().time(1_000, 50).sample(a, 1).sample(b, Long.MAX_VALUE);
    fixture.row().time(990, 20).sample(b, 2).sample(a, 4);
    fixture.row().time(1_020, 40).period("cpu", "nanoseconds", 5).sample(a, 8);
    PprofContent two = encode(0, 1);
    assertThat(two.profile().getTimeNanos()).isEqualTo(990);
    assertThat(two.profile().getDurationNanos()).isEqualTo(60);
    assertThat(two.profile().getPeriod()).isEqualTo(10_000_000);
    assertThat(two.profile().getSampleList())
        .extracting(sample -> sample.getValue(0))
        .containsExactly(5L, Long.MAX_VALUE);
    assertThat(encoder.saturatedValues()).isEqualTo(1);
    PprofContent all = encode(2, 0, 1);
    assertThat(all.profile().getPeriod()).isZero();
    assertThat(all.profile().getDurationNanos()).isEqualTo(70);
    assertThat(encode(2).profile().getPeriod()).isEqualTo(5);
    assertThat(encoder.saturatedValues()).isZero();
  }

  @Test
  void theCallerMayChooseTheTime() {
    fixture.row().time(1_000, 50).sample(0, 1);
    byte[] bytes = encoder.encode(fixture.build(), new int[] {0}, 7);
    assertThat(PprofContent.of(bytes).profile().getTimeNanos()).isEqualTo(7);
    assertThat(PprofContent.of(bytes).profile().getDurationNanos()).isEqualTo(50);
  }

  @Test
  void rowsOfDifferentTypesAreRefused() {
    fixture.row().sample(0, 1);
    fixture.row().alsoType("cpu", "nanoseconds").sample(0, 1, 2);
    assertThatThrownBy(() -> encoder.encode(fixture.build(), new int[] {0, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 and 1 value types in one pprof");
    assertThatThrownBy(() -> encoder.encode(fixture.build(), new int[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no rows");
  }

  @Test
  void aPprofBeyondTheBoundIsNotWritten() {
    int[] frames = new int[1_000];
    Arrays.fill(frames, fixture.dictionary.frame("a"));
    int stack = fixture.dictionary.stack(frames);
    var row = fixture.row();
    for (int i = 1; i <= 1_000; i++) {
      row.sample(stack, i);
    }
    Profiles profiles = fixture.build();
    PprofEncoder bounded = new PprofEncoder(100_000);
    assertThatThrownBy(() -> bounded.encode(profiles, 0)).isInstanceOf(SizeLimitException.class);
    assertThat(encoder.encode(profiles, 0)).hasSizeGreaterThan(1_000_000);
  }

  @Test
  void severalValueTypesStandSideBySide() {
    fixture.row().type("alloc_objects", "count").alsoType("alloc_space", "bytes").sample(0, 1, -2);
    PprofContent pprof = encode(0);
    assertThat(pprof.types()).containsExactly("alloc_objects:count", "alloc_space:bytes");
    assertThat(pprof.sums().values()).containsExactly(List.of(1L, -2L));
  }

  @Test
  void locationsOfAnyNumberOfLinesAreWritten() {
    int[] frames = new int[300];
    for (int i = 0; i < frames.length; i++) {
      // From one to many more than room is made for at once.
      Line[] lines = new Line[i == 200 ? 700 : 1 + i % 40];
      for (int line = 0; line < lines.length; line++) {
        int function = fixture.dictionary.function("f" + i + "_" + line);
        lines[line] = new Line(function, 1L << (i % 63), line % 3);
      }
      frames[i] = fixture.dictionary.location(0, i, false, lines);
    }
    fixture.row().sample(fixture.dictionary.stack(frames), 1);
    PprofContent pprof = encode(0);
    for (int i = 0; i < frames.length; i++) {
      Location location = pprof.profile().getLocation(i);
      assertThat(location.getLineCount()).isEqualTo(i == 200 ? 700 : 1 + i % 40);
      assertThat(location.getLine(0).getLine()).isEqualTo(1L << (i % 63));
    }
  }

  @Test
  void labelsOfListsThatComeAgainAreTheSame() {
    int[] lists = new int[60];
    for (int i = 0; i < lists.length; i++) {
      int[] attributes = new int[i % 9];
      for (int at = 0; at < attributes.length; at++) {
        attributes[at] =
            at % 2 == 0
                ? fixture.dictionary.attribute("k" + at, "v" + i)
                : fixture.dictionary.attribute("k" + at, AttributeKind.INT, 1L << i);
      }
      lists[i] = fixture.dictionary.list(attributes);
    }
    int link = fixture.dictionary.link(1, 2, 3);
    ProfilesFixture.Row row = fixture.row();
    for (int i = 0; i < 600; i++) {
      int frame = fixture.dictionary.frame("f" + i);
      int[] frames = new int[1 + i % 90];
      Arrays.fill(frames, frame);
      int stack = fixture.dictionary.stack(frames);
      row.labelled(stack, lists[i * 7 % 60], i % 5 == 0 ? link : 0, i + 1);
    }
    List<Sample> samples = encode(0).profile().getSampleList();
    for (int i = 0; i < 600; i++) {
      int attributes = i * 7 % 60 % 9;
      assertThat(samples.get(i).getValue(0)).isEqualTo(i + 1);
      assertThat(samples.get(i).getLabelCount()).isEqualTo(attributes + (i % 5 == 0 ? 2 : 0));
      for (int at = 1; at < attributes; at += 2) {
        int label = at + (i % 5 == 0 ? 2 : 0);
        assertThat(samples.get(i).getLabel(label).getNum()).isEqualTo(1L << (i * 7 % 60));
      }
    }
  }
}
