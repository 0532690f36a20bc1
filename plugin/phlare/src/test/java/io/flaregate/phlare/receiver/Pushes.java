package io.flaregate.phlare.receiver;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.pprof.Folded;
import io.flaregate.profiles.pprof.PprofEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes {@code push.v1.PushRequest}s with protobuf's own writer. */
final class Pushes {
  static final Map<String, String> LABELS =
      Map.of("__name__", "process_cpu", "service_name", "shop", "pod", "p-1");

  private Pushes() {}

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void nested(CodedOutputStream out, int field, byte[] message) throws IOException {
    out.writeBytes(field, ByteString.copyFrom(message));
  }

  /** A small pprof whose samples have no labels, gzip. */
  static byte[] pprof() {
    return Rig.gzip(plainPprof());
  }

  /** The same, plain. */
  static byte[] plainPprof() {
    return new PprofEncoder()
        .encode(Folded.parse("main;a;b 3\nmain;c 4\n", "cpu", "nanoseconds", 100), 0);
  }

  /** A real pprof whose samples have labels, gzip. */
  static byte[] labelledPprof() {
    return Corpus.configured().file("pprof/go-archive-cpu.pb.gz").bytes();
  }

  /** One series with one profile. */
  static byte[] one() {
    return request(List.of(series(LABELS, List.of(pprof()))));
  }

  static byte[] request(List<byte[]> series) {
    return message(
        out -> {
          for (byte[] each : series) {
            nested(out, 1, each);
          }
        });
  }

  static byte[] series(Map<String, String> labels, List<byte[]> profiles) {
    List<byte[]> pairs = new ArrayList<>();
    labels.forEach(
        (name, value) ->
            pairs.add(
                message(
                    out -> {
                      out.writeString(1, name);
                      out.writeString(2, value);
                    })));
    return message(
        out -> {
          for (byte[] pair : pairs) {
            nested(out, 1, pair);
          }
          for (byte[] profile : profiles) {
            nested(
                out,
                2,
                message(
                    sample -> {
                      nested(sample, 1, profile);
                      sample.writeString(2, "0b7e0a3e-0c8d-4f0e-9a59-6c9f6b8f5a01");
                    }));
          }
          nested(out, 3, "an annotation".getBytes(StandardCharsets.UTF_8));
        });
  }

  /** The same push as JSON. */
  static String json(byte[] pprof) {
    StringBuilder labels = new StringBuilder();
    LABELS.forEach(
        (name, value) ->
            labels
                .append(labels.isEmpty() ? "" : ",")
                .append("{\"name\":\"" + name + "\",\"value\":\"" + value + "\"}"));
    return "{\"series\":[{\"labels\":["
        + labels
        + "],\"samples\":[{\"rawProfile\":\""
        + Rig.base64(pprof)
        + "\",\"ID\":\"\"}],\"annotations\":[]}],\"unknown\":{\"a\":[1]}}";
  }
}
