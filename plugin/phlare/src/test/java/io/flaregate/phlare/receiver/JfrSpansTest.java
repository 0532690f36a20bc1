package io.flaregate.phlare.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Profiles;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans in recordings, which Pyroscope's agent for Java notes in fields of its own. */
class JfrSpansTest {
  private static final String QUERY =
      "/ingest?name=shop&format=jfr&spyName=javaspy&from=1700000000&until=1700000010";
  private static final String FORM = "multipart/form-data; boundary=x";

  private final Rig rig = new Rig();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    rig.close();
  }

  /** As async-profiler of that agent writes it. */
  @Name("jdk.ObjectAllocationInNewTLAB")
  @SuppressWarnings("unused") // JFR reads the fields
  private static final class Allocation extends Event {
    private final long tlabSize;
    private final long contextId;
    private final long spanId;
    private final long spanName;

    Allocation(long tlabSize, long contextId, long spanId, long spanName) {
      this.tlabSize = tlabSize;
      this.contextId = contextId;
      this.spanId = spanId;
      this.spanName = spanName;
    }
  }

  private byte[] recording(Allocation... events) throws IOException {
    Path file = folder.resolve("spans.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(Allocation.class);
      recording.start();
      for (Allocation event : events) {
        event.commit();
      }
      recording.stop();
      recording.dump(file);
    }
    return Files.readAllBytes(file);
  }

  /** A snapshot of labels: the texts of 1 to 4, and context 7 with the label of 1 and 2. */
  private static byte[] labels() {
    ProtoWriter out = new ProtoWriter(256, 4096);
    int context = out.start(1, 64);
    out.varint(1, 7);
    int value = out.start(2, 64);
    int label = out.start(1, 64);
    out.varint(1, 1);
    out.varint(2, 2);
    out.end(label);
    out.end(value);
    out.end(context);
    String[] texts = {"env", "dev", "GET /cart", "GET /pay"};
    for (int i = 0; i < texts.length; i++) {
      int text = out.start(2, 64);
      out.varint(1, i + 1);
      out.string(2, texts[i]);
      out.end(text);
    }
    return out.toByteArray();
  }

  private void send(byte[] body, String type) {
    HttpResponse<String> response = rig.send("POST", QUERY, body, type);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  /** The sums of bytes by the labels of series and the labels that stay on samples. */
  private Map<String, Long> sums() {
    Profiles series = rig.last();
    AttributeLists lists = series.lists();
    Attributes attributes = series.dictionary().attributes();
    Map<String, Long> sums = new TreeMap<>();
    for (int row = 0; row < series.size(); row++) {
      Map<String, String> labels = Rig.labels(series, row);
      int at = series.rows().valueStart(row) + 1;
      for (int i = series.rows().sampleStart(row); i < series.rows().sampleEnd(row); i++, at += 2) {
        Map<String, String> own = new TreeMap<>();
        int list = series.samples().list(i);
        for (int each = lists.start(list); each < lists.end(list); each++) {
          int attribute = lists.attribute(each);
          own.put(
              series.dictionary().strings().get(attributes.key(attribute)),
              series.dictionary().strings().get(attributes.string(attribute)));
        }
        String key = labels.get("env") + " " + labels.get("span_name") + " " + own;
        sums.merge(key, series.samples().value(at), Long::sum);
      }
    }
    return sums;
  }

  @Test
  void namesOfSpansTellSeriesApartAndTheirIdsStayOnSamples() throws IOException {
    byte[] jfr =
        recording(
            new Allocation(1, 7, 0x00abcdef01234567L, 3),
            new Allocation(2, 7, 0x00abcdef01234567L, 3),
            new Allocation(4, 7, -1, 3),
            new Allocation(8, 0, 5, 4),
            new Allocation(16, 0, 0, 0),
            new Allocation(32, 0, 6, 99));
    send(JfrTest.form(jfr, labels()), FORM);
    assertThat(sums())
        .isEqualTo(
            Map.of(
                "dev GET /cart {profile_id=00abcdef01234567}", 3L,
                "dev GET /cart {profile_id=ffffffffffffffff}", 4L,
                "null GET /pay {profile_id=0000000000000005}", 8L,
                "null null {}", 16L,
                "null null {profile_id=0000000000000006}", 32L));
  }

  @Test
  void idsOfSpansAreThereWithoutASnapshotOfLabels() throws IOException {
    send(recording(new Allocation(8, 7, 5, 3)), "application/octet-stream");
    assertThat(sums()).isEqualTo(Map.of("null null {profile_id=0000000000000005}", 8L));
  }
}
