package io.flaregate.phlare.receiver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.spi.profiles.Profiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recordings to /ingest, against what the JDK's own reader says of them. */
class JfrTest {
  private static final String QUERY =
      "/ingest?name=shop%7Benv%3Ddev%7D&format=jfr&spyName=javaspy&sampleRate=200"
          + "&from=1700000000&until=1700000010";
  private static final long PERIOD = 5_000_000;
  private static Rig rig;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  static Stream<CorpusFile> recordings() {
    return Corpus.configured().files("jfr").stream();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void everySampleIsCountedAsTheJdkCountsIt(CorpusFile file) throws IOException {
    HttpResponse<String> response =
        rig.send("POST", QUERY, file.bytes(), "application/octet-stream");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    Profiles series = rig.last();
    Map<String, Long> ours = new TreeMap<>();
    long depth = 0;
    for (int row = 0; row < series.size(); row++) {
      Rig.totals(series, row).forEach((type, value) -> ours.merge(type, value, Long::sum));
      depth += depth(series, row);
      assertThat(Rig.labels(series, row))
          .containsEntry("service_name", "shop")
          .containsEntry("__delta__", "false")
          .containsEntry("env", "dev")
          .containsKey("__name__");
      assertThat(series.rows().timeUnixNanos(row)).isEqualTo(1_700_000_000_000_000_000L);
    }
    Expected expected = expected(file.bytes());
    assertThat(ours).isEqualTo(expected.totals());
    assertThat(depth).isEqualTo(expected.depth());
  }

  /** The sum over samples of value and length of stacktrace, of the first type. */
  private static long depth(Profiles series, int row) {
    long sum = 0;
    int types = series.rows().typeCount(row);
    String unit =
        series.dictionary().strings().get(series.rows().typeUnit(series.rows().typeStart(row)));
    int at = series.rows().valueStart(row);
    for (int i = series.rows().sampleStart(row); i < series.rows().sampleEnd(row); i++) {
      int stack = series.samples().stack(i);
      long value = series.samples().value(at);
      long count = unit.equals("nanoseconds") ? value / PERIOD : value;
      sum +=
          count
              * (series.dictionary().stacks().end(stack)
                  - series.dictionary().stacks().start(stack));
      at += types;
    }
    return sum;
  }

  private record Expected(Map<String, Long> totals, long depth) {}

  private Expected expected(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("recording.jfr"), bytes);
    Map<String, Long> totals = new TreeMap<>();
    long depth = 0;
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getStackTrace() == null) {
        continue;
      }
      long count = 1;
      switch (event.getEventType().getName()) {
        case "jdk.ExecutionSample" -> totals.merge("cpu:nanoseconds", PERIOD, Long::sum);
        case "profiler.WallClockSample" -> {
          count = event.getInt("samples");
          totals.merge("wall:nanoseconds", count * PERIOD, Long::sum);
        }
        case "jdk.ObjectAllocationInNewTLAB" -> {
          totals.merge("alloc_in_new_tlab_objects:count", 1L, Long::sum);
          totals.merge("alloc_in_new_tlab_bytes:bytes", event.getLong("tlabSize"), Long::sum);
        }
        case "jdk.JavaMonitorEnter", "jdk.ThreadPark" -> {
          totals.merge("contentions:count", 1L, Long::sum);
          totals.merge("delay:nanoseconds", event.getDuration("duration").toNanos(), Long::sum);
        }
        case "profiler.LiveObject" -> totals.merge("live:count", 1L, Long::sum);
        default -> count = 0;
      }
      depth += count * event.getStackTrace().getFrames().size();
    }
    return new Expected(totals, depth);
  }

  static byte[] form(byte[] jfr, byte[] labels) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        "--x\r\nContent-Disposition: form-data; name=\"jfr\"; filename=\"jfr\"\r\n\r\n"
            .getBytes(UTF_8));
    body.writeBytes(jfr);
    body.writeBytes(
        "\r\n--x\r\nContent-Disposition: form-data; name=\"labels\"\r\n\r\n".getBytes(UTF_8));
    body.writeBytes(labels);
    body.writeBytes("\r\n--x--\r\n".getBytes(UTF_8));
    return body.toByteArray();
  }

  @Test
  void aFormMayCarryLabelsAndBeCompressed() throws IOException {
    byte[] jfr = Corpus.configured().file("jfr/ap-lock.jfr").bytes();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(labels);
    // strings: 1 -> "vip"
    out.writeBytes(2, ByteString.copyFrom(new byte[] {8, 1, 18, 3, 'v', 'i', 'p'}));
    out.flush();
    byte[] body = form(Rig.gzip(jfr), Rig.gzip(labels.toByteArray()));
    HttpResponse<String> response =
        rig.send("POST", QUERY, body, "multipart/form-data; boundary=\"x\"");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(Rig.labels(rig.last(), 0)).containsEntry("__name__", "mutex");
    assertThat(
            rig.send(
                    "POST",
                    QUERY,
                    form(jfr, new byte[] {1, 2, 3}),
                    "multipart/form-data; boundary=x")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void whateverIsBrokenTheAnswerIsOneOfOurs() {
    byte[] whole = Corpus.configured().file("jfr/ap-lock.jfr").bytes();
    long seed = 20261126;
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = whole.clone();
      if (round % 3 == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      HttpResponse<String> response = rig.send("POST", QUERY, bytes, "application/octet-stream");
      assertThat(response.statusCode())
          .as("seed %s round %s: %s", seed, round, response.body())
          .isIn(200, 400);
    }
    assertThat(new String(whole, 0, 3, ISO_8859_1)).isEqualTo("FLR");
    rig.assertAlive();
  }
}
