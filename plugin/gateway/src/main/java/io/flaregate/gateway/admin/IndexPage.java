package io.flaregate.gateway.admin;

import io.flaregate.spi.admin.Page;
import io.flaregate.spi.component.ComponentStatus;
import io.flaregate.spi.component.StatusReport;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The first page: what runs, how it is, and where the other pages are. */
final class IndexPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --line: #8884; --ok: #1a7f37; --bad: #b35900; }
      @media (prefers-color-scheme: dark) { :root { --ok: #3fb950; --bad: #e3a008; } }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.4rem; margin: 0 0 .2rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .4rem; }
      p { margin: 0; } table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
      .ok { color: var(--ok); font-weight: 600; } .bad { color: var(--bad); font-weight: 600; }
      code { font: 13px ui-monospace, monospace; }
      """;

  private IndexPage() {}

  static String render(HostView host, PageRegistry pages, String version, Duration uptime) {
    StringBuilder html = new StringBuilder(4096);
    html.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append(
            "<meta name=\"viewport\" content=\"width=device-width\"><title>Flaregate</title><style>")
        .append(STYLE)
        .append("</style></head><body><h1>Flaregate ")
        .append(Html.escape(version))
        .append("</h1><p>up ")
        .append(words(uptime))
        .append(host.stopping() ? ", stopping" : "")
        .append("</p>");
    components(html, host);
    pipelines(html, host);
    links(html, pages);
    return html.append("</body></html>").toString();
  }

  private static void components(StringBuilder html, HostView host) {
    html.append("<h2>Components</h2><table><tr><th>component</th><th>status</th><th></th></tr>");
    for (Map.Entry<String, StatusReport> each : new TreeMap<>(host.components()).entrySet()) {
      StatusReport report = each.getValue();
      boolean ok = report.status() == ComponentStatus.OK;
      html.append("<tr><td>")
          .append(Html.escape(each.getKey()))
          .append("</td><td class=\"")
          .append(ok ? "ok" : "bad")
          .append("\">")
          .append(report.status())
          .append("</td><td>")
          .append(Html.escape(report.message()))
          .append("</td></tr>");
    }
    html.append("</table>");
  }

  private static void pipelines(StringBuilder html, HostView host) {
    if (host.pipelines().isEmpty()) {
      return;
    }
    html.append("<h2>Pipelines</h2><table><tr><th>pipeline</th><th>path</th></tr>");
    for (Map.Entry<String, String> each : new TreeMap<>(host.pipelines()).entrySet()) {
      html.append("<tr><td>")
          .append(Html.escape(each.getKey()))
          .append("</td><td>")
          .append(Html.escape(each.getValue()))
          .append("</td></tr>");
    }
    html.append("</table>");
  }

  private static void links(StringBuilder html, PageRegistry pages) {
    html.append("<h2>Pages</h2><table>");
    link(html, "/ready", "whether a write would be stored now, and what is missing if not");
    link(html, "/metrics", "metrics for Prometheus");
    for (Page page : pages.all()) {
      link(html, page.path(), page.title());
    }
    html.append("</table>");
  }

  private static void link(StringBuilder html, String path, String title) {
    String escaped = Html.escape(path);
    html.append("<tr><td><a href=\"")
        .append(escaped)
        .append("\"><code>")
        .append(escaped)
        .append("</code></a></td><td>")
        .append(Html.escape(title))
        .append("</td></tr>");
  }

  private static String words(Duration uptime) {
    long seconds = uptime.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? seconds / 60 + " min " + seconds % 60 + " s"
        : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}
