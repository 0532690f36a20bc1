package io.flaregate.phlare.receiver.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import io.flaregate.phlare.testing.FuzzDoor;
import io.flaregate.phlare.testing.FuzzDoor.Result;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.pprof.Folded;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.spi.consumer.Answer;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as the body of {@code POST /ingest} in each of its formats: refused as a whole, or all
 * profiles in it are handed on or rejected and counted. Of folded stacks the values are those of a
 * naive reading.
 */
class IngestFuzzTest {
  private static final FuzzDoor DOOR = new FuzzDoor();
  private static final IngestService SERVICE =
      new IngestService(DOOR.requests(), FuzzDoor.LIMIT, Duration.ZERO);
  private static final MediaType FORM = MediaType.parse("multipart/form-data; boundary=b");

  /** A name that is no time, so that counts stay as they are. */
  private static final String NAME = "shop.inuse_objects{env=prod}";

  private static final String SPEEDSCOPE =
      "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"profiles\":[%s],"
          + "\"shared\":{\"frames\":[{\"name\":\"a\"},{\"name\":\"b\"}]}}";
  private static final String SAMPLED =
      "{\"type\":\"sampled\",\"name\":\"one\",\"unit\":\"none\",\"startValue\":0,\"endValue\":9,"
          + "\"samples\":[[0,1],[0]],\"weights\":[1,2]}";
  private static final String EVENTED =
      "{\"type\":\"evented\",\"name\":\"two\",\"unit\":\"none\",\"startValue\":0,\"endValue\":9,"
          + "\"events\":[{\"type\":\"O\",\"at\":0,\"frame\":0},{\"type\":\"C\",\"at\":3,"
          + "\"frame\":0}]}";

  @AfterAll
  static void close() {
    DOOR.close();
  }

  private static Result send(String format, @Nullable MediaType type, byte[] body) {
    QueryParams params =
        QueryParams.of("name", NAME, "format", format, "from", "1700000000", "until", "1700000010");
    IngestQuery query = IngestQuery.of(params, 1_700_000_000_000_000_000L);
    return DOOR.send(
        (bytes, wireBytes, context, account) ->
            SERVICE.handle(query, type, bytes, wireBytes, context, account),
        body);
  }

  static Stream<byte[]> foldedSeeds() {
    return Stream.of(
            "main;a;b 3\nmain;c 4\n", "a;;b 7\r\n;c 1\nno count\n", "x 9223372036854775807\nx 1\n")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("foldedSeeds")
  @FuzzTest(maxDuration = "3m")
  void foldedStacksKeepTheirValues(byte[] body) {
    Result groups = send("groups", null, body);
    if (groups.rows() > 0) {
      assertThat(groups.total()).isEqualTo(total(body));
    }
    Result lines = send("lines", null, body);
    if (lines.rows() > 0) {
      String text = new String(body, ISO_8859_1);
      long filled = Arrays.stream(text.split("\n", -1)).filter(each -> !isEmpty(each)).count();
      assertThat(lines.total()).isEqualTo(filled);
    }
  }

  private static boolean isEmpty(String line) {
    return line.isEmpty() || line.equals("\r");
  }

  /** The sum of what follows the last space of each line; wraps. */
  private static long total(byte[] body) {
    long total = 0;
    for (String each : new String(body, UTF_8).split("\n", -1)) {
      String line = each.endsWith("\r") ? each.substring(0, each.length() - 1) : each;
      int space = line.lastIndexOf(' ');
      total += space < 0 ? 0 : Long.parseLong(line.substring(space + 1));
    }
    return total;
  }

  static Stream<byte[]> formSeeds() {
    byte[] pprof =
        new PprofEncoder().encode(Folded.parse("main;a 3\n", "inuse_objects", "count", 100), 0);
    return Stream.of(
        form(Map.of("profile", pprof)),
        form(Map.of("profile", pprof, "sample_type_config", "{\"x\":{}}".getBytes(UTF_8))),
        form(Map.of("prev_profile", pprof)),
        pprof);
  }

  private static byte[] form(Map<String, byte[]> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts.forEach(
        (name, bytes) -> {
          String head = "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n";
          out.writeBytes(head.getBytes(UTF_8));
          out.writeBytes(bytes);
          out.writeBytes("\r\n".getBytes(UTF_8));
        });
    out.writeBytes("--b--\r\n".getBytes(UTF_8));
    return out.toByteArray();
  }

  @MethodSource("formSeeds")
  @FuzzTest(maxDuration = "3m")
  void aFormOrAPprofIsTakenOrRejected(byte[] body) {
    whole(send("pprof", FORM, body));
    whole(send("pprof", null, body));
  }

  static Stream<byte[]> speedscopeSeeds() {
    return Stream.of(SAMPLED, EVENTED, SAMPLED + "," + EVENTED)
        .map(profiles -> SPEEDSCOPE.formatted(profiles).getBytes(UTF_8));
  }

  @MethodSource("speedscopeSeeds")
  @FuzzTest(maxDuration = "3m")
  void aSpeedscopeFileIsTakenOrRefused(byte[] body) {
    Result result = send("speedscope", null, body);
    whole(result);
    if (result.rows() > 0) {
      assertThat(new String(body, UTF_8).getBytes(UTF_8)).isEqualTo(body);
    }
  }

  static Stream<byte[]> jfrSeeds() {
    return Corpus.bundled().files("jfr").stream()
        .map(file -> Arrays.copyOf(file.body(), Math.min(file.body().length, 4_096)))
        .flatMap(jfr -> Stream.of(jfr, form(Map.of("jfr", jfr, "labels", new byte[] {10, 0}))));
  }

  @MethodSource("jfrSeeds")
  @FuzzTest(maxDuration = "3m")
  void aRecordingIsTakenOrRefused(byte[] body) {
    whole(send("jfr", null, body));
    whole(send("jfr", FORM, body));
  }

  /** Nothing is handed on beside a refusal of the whole. */
  private static void whole(Result result) {
    Answer.Kind kind = result.answer().kind();
    assertThat(result.rows() > 0).isEqualTo(kind == Answer.Kind.OK || kind == Answer.Kind.PARTIAL);
  }
}
