package io.flaregate.distribution.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics of the gateway as any scraper would read them. */
final class MetricsText {
  private static final Pattern LINE =
      Pattern.compile("^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)$", Pattern.MULTILINE);

  private record Line(String name, String labels, double value) {}

  private final List<Line> lines = new ArrayList<>();

  MetricsText(String text) {
    Matcher matcher = LINE.matcher(text);
    while (matcher.find()) {
      String labels = matcher.group(2) == null ? "" : matcher.group(2);
      lines.add(new Line(matcher.group(1), labels, Double.parseDouble(matcher.group(3))));
    }
  }

  /** The sum of a metric over all its labels; 0 if nothing was ever counted. */
  long sum(String name) {
    double sum = 0;
    for (Line line : lines) {
      sum += line.name.equals(name) ? line.value : 0;
    }
    return Math.round(sum);
  }

  /** The sums of a metric by the values of one of its labels. */
  Map<String, Long> sumBy(String name, String label) {
    Pattern value = Pattern.compile("(?:^|,)" + Pattern.quote(label) + "=\"([^\"]*)\"");
    Map<String, Long> sums = new TreeMap<>();
    for (Line line : lines) {
      Matcher matcher = value.matcher(line.labels);
      if (line.name.equals(name) && matcher.find()) {
        sums.merge(matcher.group(1), Math.round(line.value), Long::sum);
      }
    }
    return sums;
  }
}
