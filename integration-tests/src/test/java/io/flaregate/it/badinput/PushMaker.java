package io.flaregate.it.badinput;

import io.flaregate.profiles.pprof.Folded;
import io.flaregate.profiles.pprof.PprofEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes {@code push.v1.PushRequest}s around pprofs, whatever those are. */
public final class PushMaker {
  /** The labels of a series that is sound. */
  public static final Map<String, String> LABELS =
      new TreeMap<>(Map.of("__name__", "process_cpu", "service_name", "shop"));

  private static final String ID = "0b7e0a3e-0c8d-4f0e-9a59-6c9f6b8f5a01";

  private PushMaker() {}

  /** A small sound pprof, not compressed. */
  public static byte[] pprof() {
    return new PprofEncoder()
        .encode(Folded.parse("main;a;b 3\nmain;c 4\n", "cpu", "nanoseconds", 100), 0);
  }

  /** A push of one series. */
  public static byte[] push(Map<String, String> labels, List<byte[]> pprofs) {
    Wire series = new Wire();
    labels.forEach(
        (name, value) -> series.bytes(1, new Wire().text(1, name).text(2, value).done()));
    for (byte[] each : pprofs) {
      series.bytes(2, new Wire().bytes(1, each).text(2, ID).done());
    }
    return new Wire().bytes(1, series.done()).done();
  }

  /** The same as Connect's JSON. */
  public static byte[] json(Map<String, String> labels, List<byte[]> pprofs) {
    String pairs =
        labels.entrySet().stream()
            .map(
                each ->
                    "{\"name\":"
                        + quoted(each.getKey())
                        + ",\"value\":"
                        + quoted(each.getValue())
                        + "}")
            .collect(Collectors.joining(","));
    String samples =
        pprofs.stream()
            .map(
                each ->
                    "{\"rawProfile\":\""
                        + Base64.getEncoder().encodeToString(each)
                        + "\",\"ID\":\""
                        + ID
                        + "\"}")
            .collect(Collectors.joining(","));
    String text = "{\"series\":[{\"labels\":[" + pairs + "],\"samples\":[" + samples + "]}]}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each < ' ' || each == '"' || each == '\\') {
        out.append(String.format("\\u%04x", (int) each));
      } else {
        out.append(each);
      }
    }
    return out.append('"').toString();
  }
}
