package io.flaregate.it.badinput;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway's counters of what it was sent, at one moment. */
record Counters(Map<String, Double> values) {
  private static final Pattern LINE =
      Pattern.compile(
          "^(flaregate_requests_total|pyroscope_discarded_samples_total|"
              + "flaregate_push_requests_total)\\{(.*)} (\\S+)$",
          Pattern.MULTILINE);
  private static final Pattern REASON = Pattern.compile("reason=\"([^\"]*)\"");
  private static final Pattern STATUS = Pattern.compile("status=\"([^\"]*)\"");

  static Counters of(GatewayRig rig) throws IOException, InterruptedException {
    Map<String, Double> values = new TreeMap<>();
    Matcher line = LINE.matcher(rig.metrics());
    while (line.find()) {
      values.merge(name(line.group(1), line.group(2)), Double.valueOf(line.group(3)), Double::sum);
    }
    return new Counters(values);
  }

  private static String name(String metric, String labels) {
    return switch (metric) {
      case "pyroscope_discarded_samples_total" -> "discarded " + first(REASON, labels);
      case "flaregate_requests_total" -> "answered " + first(STATUS, labels);
      default -> "pushes";
    };
  }

  private static String first(Pattern pattern, String labels) {
    Matcher matcher = pattern.matcher(labels);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** What has grown since, and by how much. */
  Map<String, Double> since(Counters earlier) {
    Map<String, Double> grown = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          double delta = value - earlier.values.getOrDefault(name, 0.0);
          if (delta != 0) {
            grown.put(name, delta);
          }
        });
    return grown;
  }
}
