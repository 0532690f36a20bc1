package io.flaregate.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** The growth as an SVG on logarithmic axes, for light and dark pages. */
final class GrowthPlot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 440;
  private static final int LEFT = 80;
  private static final int RIGHT = 44;
  private static final int TOP = 48;
  private static final int BOTTOM = 64;

  private final List<Growth.Line> lines;
  private final StringBuilder svg = new StringBuilder();
  private final int firstX;
  private final int lastX;
  private final int firstY;
  private final int lastY;

  GrowthPlot(List<Growth.Line> lines) {
    this.lines = List.copyOf(lines);
    firstX = floor(Stats.min(lines.get(0).samples()));
    lastX = Math.max(firstX + 1, ceil(Stats.max(lines.get(0).samples())));
    firstY = floor(lines.stream().mapToDouble(line -> Stats.min(line.micros())).min().orElse(1));
    lastY =
        Math.max(
            firstY + 1,
            ceil(lines.stream().mapToDouble(line -> Stats.max(line.micros())).max().orElse(10)));
  }

  private static int floor(double value) {
    return (int) Math.floor(Math.log10(value));
  }

  private static int ceil(double value) {
    return (int) Math.ceil(Math.log10(value));
  }

  private double x(double samples) {
    double part = (Math.log10(samples) - firstX) / (lastX - firstX);
    return LEFT + part * (WIDTH - LEFT - RIGHT);
  }

  private double y(double micros) {
    double part = (Math.log10(micros) - firstY) / (lastY - firstY);
    return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
  }

  /** The document. */
  String svg() {
    svg.setLength(0);
    add("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' role='img'>", WIDTH, HEIGHT);
    add("<title>Time of a transformation over the number of samples</title>");
    add(
        """
        <style>
          text { font: 13px system-ui, sans-serif; fill: #24292f }
          .page { fill: #ffffff } .grid { stroke: #d0d7de } .axis { stroke: #57606a }
          .line { fill: none; stroke-width: 2.5 } .proportional { stroke-dasharray: 5 5 }
          .a { stroke: #0550ae } .b { stroke: #bc4c00 } .fa { fill: #0550ae } .fb { fill: #bc4c00 }
          @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 }
            .page { fill: #0d1117 } .grid { stroke: #30363d } .axis { stroke: #8b949e }
            .a { stroke: #79c0ff } .b { stroke: #ffa657 } .fa { fill: #79c0ff } .fb { fill: #ffa657 }
          }
        </style>""");
    add("<rect class='page' width='%d' height='%d'/>", WIDTH, HEIGHT);
    text(LEFT, 26, "start", "Transform: time over samples (both axes logarithmic)");
    axisOfSamples();
    axisOfTime();
    for (int i = 0; i < lines.size(); i++) {
      line(lines.get(i), i == 0 ? "a" : "b", i);
    }
    proportional(lines.get(0));
    add("</svg>");
    return svg.toString();
  }

  private void axisOfSamples() {
    for (int power = firstX; power <= lastX; power++) {
      double at = x(Math.pow(10, power));
      add("<line class='grid' x1='%.1f' y1='%d' x2='%.1f' y2='%d'/>", at, TOP, at, HEIGHT - BOTTOM);
      text(at, HEIGHT - BOTTOM + 20, "middle", Table.number(Math.pow(10, power)));
    }
    add(
        "<line class='axis' x1='%d' y1='%d' x2='%d' y2='%d'/>",
        LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 18, "middle", "samples in the request");
  }

  private void axisOfTime() {
    for (int power = firstY; power <= lastY; power++) {
      double at = y(Math.pow(10, power));
      add("<line class='grid' x1='%d' y1='%.1f' x2='%d' y2='%.1f'/>", LEFT, at, WIDTH - RIGHT, at);
      text(LEFT - 8, at + 4, "end", time(power));
    }
    add("<line class='axis' x1='%d' y1='%d' x2='%d' y2='%d'/>", LEFT, TOP, LEFT, HEIGHT - BOTTOM);
    add(
        "<text transform='translate(20 %.1f) rotate(-90)' text-anchor='middle'>time per request"
            + "</text>",
        (TOP + HEIGHT - BOTTOM) / 2.0);
  }

  private static String time(int power) {
    return power < 3
        ? Table.number(Math.pow(10, power)).replaceAll("\\.0+$", "") + " µs"
        : Table.number(Math.pow(10, power - 3)).replaceAll("\\.0+$", "") + " ms";
  }

  private void line(Growth.Line line, String style, int index) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < line.samples().size(); i++) {
      double x = x(line.samples().get(i));
      double y = y(line.micros().get(i));
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      add("<circle class='f%s' cx='%.1f' cy='%.1f' r='4'/>", style, x, y);
    }
    add("<polyline class='line %s' points='%s'/>", style, points.toString().trim());
    int top = TOP + 22 + 22 * index;
    add(
        "<line class='line %s' x1='%d' y1='%d' x2='%d' y2='%d'/>",
        style, LEFT + 16, top - 4, LEFT + 44, top - 4);
    text(
        LEFT + 52,
        top,
        "start",
        String.format(Locale.ROOT, "%s: slope %.2f", line.name(), line.slope()));
  }

  /** What would be in proportion to the first point. */
  private void proportional(Growth.Line line) {
    double from = line.samples().get(0);
    double start = line.micros().get(0);
    double to = Math.min(Math.pow(10, lastX), from * Math.pow(10, lastY) / start);
    add(
        "<line class='axis proportional' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>",
        x(from), y(start), x(to), y(start * to / from));
    int top = TOP + 22 + 22 * lines.size();
    add(
        "<line class='axis proportional' x1='%d' y1='%d' x2='%d' y2='%d'/>",
        LEFT + 16, top - 4, LEFT + 44, top - 4);
    text(LEFT + 52, top, "start", "in proportion: slope 1");
  }

  private void text(double x, double y, String anchor, String text) {
    add("<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>", x, y, anchor, text);
  }

  private void add(String format, Object... values) {
    svg.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    svg.append('\n');
  }
}
