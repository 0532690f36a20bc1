package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.flaregate.profiles.fixture.PprofContent;
import io.flaregate.profiles.fixture.PprofContent.SampleKey;
import io.flaregate.profiles.pprofpb.Function;
import io.flaregate.profiles.pprofpb.Label;
import io.flaregate.profiles.pprofpb.Line;
import io.flaregate.profiles.pprofpb.Location;
import io.flaregate.profiles.pprofpb.Mapping;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.profiles.pprofpb.Sample;
import io.flaregate.profiles.pprofpb.ValueType;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.Profiles;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PprofDecoderTest {
  private static final long HUGE_ID = -1;

  /** One function, two locations, a mapping; no samples. */
  private static Profile.Builder base() {
    Profile.Builder pprof = Profile.newBuilder();
    for (String text : List.of("", "samples", "count", "f", "lib", "key", "value", "other")) {
      pprof.addStringTable(text);
    }
    return pprof
        .addSampleType(ValueType.newBuilder().setType(1).setUnit(2))
        .addFunction(Function.newBuilder().setId(1).setName(3))
        .addMapping(Mapping.newBuilder().setId(1).setFilename(4))
        .addLocation(line(1, 1))
        .addLocation(Location.newBuilder().setId(2).setMappingId(1).setAddress(9));
  }

  private static Location.Builder line(long id, long function) {
    return Location.newBuilder().setId(id).addLine(Line.newBuilder().setFunctionId(function));
  }

  private static Sample.Builder sample(long value, long... locations) {
    Sample.Builder sample = Sample.newBuilder().addValue(value);
    for (long location : locations) {
      sample.addLocationId(location);
    }
    return sample;
  }

  private static DecodedPprof decode(Profile.Builder pprof) throws MalformedPprofException {
    return PprofDecoder.strict().decode(pprof.build().toByteArray());
  }

  private static void refuses(Profile.Builder pprof, String message) {
    assertThatThrownBy(() -> decode(pprof))
        .isInstanceOf(MalformedPprofException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> PprofValidator.check(pprof.build().toByteArray()))
        .isInstanceOf(MalformedPprofException.class)
        .hasMessage(message);
  }

  private static void dropsOne(Profile.Builder pprof, String message) throws Exception {
    pprof.addSample(sample(5, 1));
    DecodedPprof decoded = decode(pprof);
    assertThat(decoded.droppedSamples()).isEqualTo(1);
    assertThat(decoded.profiles().rows().droppedSamples(0)).isEqualTo(1);
    assertThat(decoded.profiles().samples().size()).isEqualTo(1);
    assertThat(decoded.profiles().samples().value(0)).isEqualTo(5);
    PprofValidator.check(new PprofEncoder().encode(decoded.profiles(), 0));
    assertThatThrownBy(() -> PprofValidator.check(pprof.build().toByteArray()))
        .isInstanceOf(MalformedPprofException.class)
        .hasMessage(message);
  }

  @Test
  void aSampleWithAReferenceToNothingIsDropped() throws Exception {
    dropsOne(base().addSample(sample(1, 3)), "a sample refers to location 3, which is not there");
    dropsOne(
        base().addSample(sample(1, 1, 0)), "a sample refers to location 0, which is not there");
    dropsOne(
        base().addSample(sample(1, HUGE_ID)),
        "a sample refers to location 18446744073709551615, which is not there");
    dropsOne(
        base().addLocation(line(3, 2)).addSample(sample(1, 3)),
        "a line refers to function 2, which is not there");
    dropsOne(
        base().addLocation(line(3, 0)).addSample(sample(1, 3)),
        "a line refers to function 0, which is not there");
    dropsOne(
        base().addLocation(line(3, 1).setMappingId(7)).addSample(sample(1, 3)),
        "a location refers to mapping 7, which is not there");
  }

  @Test
  void aLocationThatSaysNothingIsRefusedFromSendersOnly() throws Exception {
    Profile.Builder pprof =
        base().addLocation(Location.newBuilder().setId(3).setMappingId(1)).addSample(sample(1, 3));
    assertThat(decode(pprof).droppedSamples()).isEqualTo(1);
    DecodedPprof lenient = PprofDecoder.lenient().decode(pprof.build().toByteArray());
    assertThat(lenient.droppedSamples()).isZero();
    assertThat(lenient.profiles().samples().size()).isEqualTo(1);
  }

  @Test
  void idsMayBeAnyNumbers() throws Exception {
    Profile.Builder pprof =
        base()
            .clearLocation()
            .addLocation(line(HUGE_ID, 1))
            .addLocation(line(1L << 40, 1L << 33))
            .addFunction(Function.newBuilder().setId(1L << 33).setName(7))
            .addSample(sample(4, 1L << 40, HUGE_ID));
    PprofValidator.check(pprof.build().toByteArray());
    byte[] encoded = new PprofEncoder().encode(decode(pprof).profiles(), 0);
    PprofValidator.checkCompact(encoded);
    assertThat(PprofContent.of(encoded).sums())
        .isEqualTo(PprofContent.of(pprof.build().toByteArray()).sums());
  }

  @Test
  void idsThatAreZeroOrStandTwiceAreRefused() {
    refuses(base().addLocation(line(1, 1)), "location id 1 stands twice");
    refuses(base().addLocation(line(0, 1)), "location 2 has id 0");
    refuses(base().addFunction(Function.newBuilder().setId(1)), "function id 1 stands twice");
    refuses(base().addMapping(Mapping.newBuilder()), "mapping 1 has id 0");
  }

  @Test
  void indicesOutsideTheStringTableAreRefused() {
    String eight = " is string 8 (string_table: 8 entries)";
    refuses(base().setSampleType(0, ValueType.newBuilder().setType(8)), "sample_type 0" + eight);
    refuses(base().setPeriodType(ValueType.newBuilder().setUnit(8)), "period_type 0" + eight);
    refuses(base().setDropFrames(8), "drop_frames 0" + eight);
    refuses(base().setKeepFrames(8), "keep_frames 0" + eight);
    refuses(base().setDefaultSampleType(8), "default_sample_type 0" + eight);
    refuses(base().setDocUrl(8), "doc_url 0" + eight);
    refuses(base().addComment(1).addComment(8), "comment 1" + eight);
    refuses(base().addFunction(Function.newBuilder().setName(8)), "name of function 1" + eight);
    refuses(
        base().addFunction(Function.newBuilder().setSystemName(8)),
        "system_name of function 1" + eight);
    refuses(
        base().addFunction(Function.newBuilder().setFilename(8)), "filename of function 1" + eight);
    refuses(
        base().addMapping(Mapping.newBuilder().setFilename(8)), "filename of mapping 1" + eight);
    refuses(base().addMapping(Mapping.newBuilder().setBuildId(8)), "build_id of mapping 1" + eight);
    refusesLabel(Label.newBuilder().setKey(8), "key of label 0" + eight);
    refusesLabel(Label.newBuilder().setStr(8), "str of label 0" + eight);
    refusesLabel(
        Label.newBuilder().setNumUnit(99), "num_unit of label 0" + eight.replace("8 (", "99 ("));
    refusesLabel(
        Label.newBuilder().setKey(-1), "key of label 0 is string -1 (string_table: 8 entries)");
  }

  private static void refusesLabel(Label.Builder label, String message) {
    refuses(base().addSample(sample(1, 1).addLabel(label)), message);
  }

  @Test
  void aProfileThatContradictsItselfIsRefused() {
    refuses(base().clearSampleType(), "no sample_type");
    refuses(base().clearStringTable(), "string_table is empty; its first entry must be \"\"");
    refuses(base().setStringTable(0, "x"), "the first entry of string_table is not \"\"");
    refuses(base().addSample(sample(1, 1).addValue(2)), "sample 0 has 2 values for 1 sample types");
    refuses(
        base().addSample(sample(1, 1)).addSample(Sample.newBuilder().addLocationId(1)),
        "sample 1 has 0 values for 1 sample types");
  }

  @Test
  void bytesThatAreNotProtobufAreRefused() {
    byte[] bytes = base().build().toByteArray();
    assertThatThrownBy(() -> PprofDecoder.strict().decode(bytes, 0, bytes.length - 1))
        .isInstanceOf(MalformedPprofException.class)
        .hasMessageStartingWith("not a pprof: ");
    assertThatThrownBy(() -> PprofDecoder.strict().decode(new byte[0]))
        .isInstanceOf(MalformedPprofException.class)
        .hasMessageStartingWith("string_table is empty");
  }

  @Test
  void labelsBecomeAttributesSortedByKeyEachOnce() throws Exception {
    Profile.Builder pprof =
        base()
            .addStringTable("key")
            .addSample(
                sample(1, 1)
                    .addLabel(Label.newBuilder().setKey(7).setNum(12).setNumUnit(2))
                    .addLabel(Label.newBuilder().setKey(5).setStr(6))
                    .addLabel(Label.newBuilder().setKey(8).setStr(7)))
            .addSample(
                sample(2, 2)
                    .addLabel(Label.newBuilder().setKey(8).setStr(6))
                    .addLabel(Label.newBuilder().setKey(7).setNum(12)));
    DecodedPprof decoded = decode(pprof);
    assertThat(decoded.droppedLabels()).isEqualTo(1);
    Profiles profiles = decoded.profiles();
    int list = profiles.samples().list(0);
    assertThat(profiles.samples().list(1)).isEqualTo(list);
    int start = profiles.lists().start(list);
    assertThat(profiles.lists().end(list) - start).isEqualTo(2);
    var attributes = profiles.dictionary().attributes();
    int first = profiles.lists().attribute(start);
    assertThat(profiles.dictionary().strings().get(attributes.key(first))).isEqualTo("key");
    assertThat(profiles.dictionary().strings().get(attributes.string(first))).isEqualTo("value");
    int second = profiles.lists().attribute(start + 1);
    assertThat(attributes.kind(second)).isEqualTo(AttributeKind.INT);
    assertThat(attributes.number(second)).isEqualTo(12);
    assertThat(profiles.lists().start(0)).isEqualTo(profiles.lists().end(0));
  }

  @Test
  void textsThatAreNotUtf8AreRepairedAndCounted() throws Exception {
    byte[] bad =
        UnknownFieldSet.newBuilder()
            .addField(
                6,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFrom(new byte[] {'a', (byte) 0xFF, 'b'}))
                    .build())
            .build()
            .toByteArray();
    byte[] good =
        base()
            .addFunction(Function.newBuilder().setId(2).setName(7))
            .addLocation(line(3, 2))
            .addSample(sample(1, 1, 3))
            .build()
            .toByteArray();
    byte[] both = new byte[good.length + bad.length];
    System.arraycopy(good, 0, both, 0, good.length);
    System.arraycopy(bad, 0, both, good.length, bad.length);
    assertThatThrownBy(() -> PprofValidator.check(both)).hasMessage("string 8 is not UTF-8");
    DecodedPprof decoded = PprofDecoder.strict().decode(both);
    assertThat(decoded.repairedTexts()).isEqualTo(1);
    assertThat(decoded.profiles().dictionary().strings().get(8)).isEqualTo("a\uFFFDb");
    PprofContent encoded = PprofContent.of(new PprofEncoder().encode(decoded.profiles(), 0));
    assertThat(encoded.sums()).isEqualTo(PprofContent.of(good).sums());
  }

  @Test
  void unpackedAndSplitFieldsAreRead() throws Exception {
    Profile first =
        base()
            .setPeriodType(ValueType.newBuilder().setType(5))
            .addSample(sample(1, 2, 1).addLabel(Label.newBuilder().setKey(5).setStr(6)))
            .build();
    Profile second =
        Profile.newBuilder().setPeriodType(ValueType.newBuilder().setUnit(6)).setPeriod(3).build();
    UnknownFieldSet unpacked =
        UnknownFieldSet.newBuilder()
            .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(2).addVarint(1).build())
            .addField(2, UnknownFieldSet.Field.newBuilder().addVarint(6).build())
            .build();
    UnknownFieldSet third =
        UnknownFieldSet.newBuilder()
            .addField(
                2,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(unpacked.toByteString())
                    .build())
            .build();
    byte[] all =
        first
            .toByteString()
            .concat(second.toByteString())
            .concat(third.toByteString())
            .toByteArray();
    Profiles profiles = PprofDecoder.strict().decode(all).profiles();
    PprofContent content = PprofContent.of(new PprofEncoder().encode(profiles, 0));
    assertThat(content.type(content.profile().getPeriodType())).isEqualTo("key:value");
    assertThat(content.sums()).isEqualTo(PprofContent.of(all).sums());
    List<Integer> stack = content.sums().keySet().iterator().next().stack();
    assertThat(content.sums())
        .isEqualTo(
            Map.of(
                new SampleKey(stack, Map.of("key", "value")),
                List.of(1L),
                new SampleKey(stack, Map.of()),
                List.of(6L)));
  }

  @Test
  void randomDamageNeverEscapesAsAnotherException() {
    byte[] good =
        base()
            .addSample(sample(1, 2, 1).addLabel(Label.newBuilder().setKey(5).setStr(6)))
            .addSample(sample(4, 1))
            .setTimeNanos(5)
            .build()
            .toByteArray();
    int decodedOnes = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = good.clone();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        Profiles profiles = PprofDecoder.strict().decode(bytes).profiles();
        decodedOnes++;
        PprofValidator.checkCompact(new PprofEncoder().encode(profiles, 0));
      } catch (MalformedPprofException e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(decodedOnes).isGreaterThan(1_000);
  }

  @Test
  void manyLabelsOfOneSampleTakeLinearithmicTime() throws Exception {
    String common = "k".repeat(100_000);
    Profile.Builder pprof = base().addStringTable(common + "a").addStringTable(common + "b");
    Sample.Builder sample = sample(1, 1);
    for (int i = 0; i < 200_000; i++) {
      sample.addLabel(Label.newBuilder().setKey(8 + (i & 1)).setNum(i));
    }
    assertThat(decode(pprof.addSample(sample)).droppedLabels()).isEqualTo(199_998);
  }
}
