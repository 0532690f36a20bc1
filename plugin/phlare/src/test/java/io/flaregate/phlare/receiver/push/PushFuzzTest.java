package io.flaregate.phlare.receiver.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.flaregate.phlare.receiver.batch.PprofIntake;
import io.flaregate.phlare.testing.FuzzDoor;
import io.flaregate.phlare.testing.FuzzDoor.Result;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.pprof.Folded;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.spi.consumer.Answer;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as the body of a Push: refused as a whole, or every profile of it is handed on or
 * rejected and counted; and the same message in JSON fares the same.
 */
class PushFuzzTest {
  private static final int MAX_SEED_BYTES = 6_144;
  private static final FuzzDoor DOOR = new FuzzDoor();
  private static final PushRequests PUSHES =
      new PushRequests(DOOR.requests(), new PprofIntake(FuzzDoor.LIMIT));

  @AfterAll
  static void close() {
    DOOR.close();
  }

  static Stream<byte[]> protoSeeds() {
    byte[] pprof =
        new PprofEncoder()
            .encode(Folded.parse("main;a;b 3\nmain;c 4\n", "cpu", "nanoseconds", 100), 0);
    Stream<byte[]> real =
        Corpus.bundled().files("push").stream()
            .map(file -> file.body())
            .filter(body -> body.length <= MAX_SEED_BYTES);
    return Stream.concat(
        real, Stream.of(push("cpu", pprof), push("x", new byte[0]), push("y", new byte[] {1})));
  }

  static Stream<byte[]> jsonSeeds() {
    return Stream.concat(
        protoSeeds().map(each -> json(parse(each)).getBytes(UTF_8)),
        Stream.of("{\"series\":[{\"samples\":[{\"rawProfile\":\"\",\"ID\":\"x\"}]}],\"u\":[{}]}")
            .map(text -> text.getBytes(UTF_8)));
  }

  @MethodSource("protoSeeds")
  @FuzzTest(maxDuration = "3m")
  void everyProfileOfAMessageIsTakenOrRejectedAndJsonFaresTheSame(byte[] body) {
    Result result = DOOR.send(PUSHES::proto, body);
    UnknownFieldSet message;
    try {
      message = UnknownFieldSet.parseFrom(body);
      check(result, profiles(message));
    } catch (InvalidProtocolBufferException e) {
      // Unknown fields that are groups, and what is cut, may be read in more than one way.
      return;
    }
    if (result.answer().kind() == Answer.Kind.OK) {
      Result twin = DOOR.send(PUSHES::json, json(message).getBytes(UTF_8));
      assertThat(twin.answer()).isEqualTo(result.answer());
      assertThat(twin.labels()).isEqualTo(result.labels());
      assertThat(twin.total()).isEqualTo(result.total());
    }
  }

  @MethodSource("jsonSeeds")
  @FuzzTest(maxDuration = "3m")
  void anyBytesAsJsonAreRefusedOrEveryProfileIsTakenOrRejected(byte[] body) {
    Result result = DOOR.send(PUSHES::json, body);
    if (result.answer().kind() == Answer.Kind.OK) {
      assertThat(result.rows()).isPositive();
      assertThat(new String(body, UTF_8).getBytes(UTF_8)).isEqualTo(body);
    }
    if (result.answer().rejectedProfiles() > 0 && result.rows() > 0) {
      assertThat(result.answer().kind()).isEqualTo(Answer.Kind.PARTIAL);
    }
  }

  private static void check(Result result, int profiles) {
    switch (result.answer().kind()) {
      case OK, PARTIAL ->
          assertThat(result.rows() + result.answer().rejectedProfiles()).isEqualTo(profiles);
      case INVALID -> assertThat(result.answer().rejectedProfiles()).isIn(0, profiles);
      default -> assertThat(result.rows()).isZero();
    }
  }

  private static int profiles(UnknownFieldSet message) throws InvalidProtocolBufferException {
    int profiles = 0;
    for (ByteString series : message.getField(1).getLengthDelimitedList()) {
      profiles += UnknownFieldSet.parseFrom(series).getField(2).getLengthDelimitedList().size();
    }
    return profiles;
  }

  private static UnknownFieldSet parse(ByteString bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static UnknownFieldSet parse(byte[] bytes) {
    return parse(ByteString.copyFrom(bytes));
  }

  private static ByteString last(UnknownFieldSet message, int field) {
    List<ByteString> all = message.getField(field).getLengthDelimitedList();
    return all.isEmpty() ? ByteString.EMPTY : all.get(all.size() - 1);
  }

  private static String json(UnknownFieldSet message) {
    StringJoiner all = new StringJoiner(",", "{\"series\":[", "]}");
    for (ByteString each : message.getField(1).getLengthDelimitedList()) {
      UnknownFieldSet series = parse(each);
      StringJoiner labels = new StringJoiner(",", "{\"labels\":[", "]");
      for (ByteString label : series.getField(1).getLengthDelimitedList()) {
        String name = text(last(parse(label), 1));
        labels.add("{\"name\":" + name + ",\"value\":" + text(last(parse(label), 2)) + "}");
      }
      StringJoiner samples = new StringJoiner(",", ",\"samples\":[", "]}");
      for (ByteString sample : series.getField(2).getLengthDelimitedList()) {
        byte[] profile = last(parse(sample), 1).toByteArray();
        samples.add("{\"rawProfile\":\"" + Base64.getEncoder().encodeToString(profile) + "\"}");
      }
      all.add(labels.toString() + samples);
    }
    return all.toString();
  }

  private static String text(ByteString bytes) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : bytes.toStringUtf8().toCharArray()) {
      text.append(
          c < ' ' || c == '"' || c == '\\' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return text.append('"').toString();
  }

  private static byte[] push(String name, byte[] profile) {
    UnknownFieldSet label = fields("__name__".getBytes(UTF_8), name.getBytes(UTF_8));
    UnknownFieldSet sample = fields(profile);
    return fields(fields(label.toByteArray(), sample.toByteArray()).toByteArray()).toByteArray();
  }

  private static UnknownFieldSet fields(byte[]... values) {
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    for (int i = 0; i < values.length; i++) {
      ByteString value = ByteString.copyFrom(values[i]);
      fields.addField(i + 1, UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build());
    }
    return fields.build();
  }
}
