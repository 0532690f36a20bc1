package io.flaregate.phlare.limitspage;

import io.flaregate.phlare.limitspage.LimitsView.Limit;
import io.flaregate.phlare.limitspage.LimitsView.Origin;
import io.flaregate.phlare.overrides.OverridesStatus;
import io.flaregate.phlare.page.Html;
import io.flaregate.phlare.page.Layout;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Shows limits as HTML. Every name and value may be anything, and is escaped. */
final class LimitsHtml {
  private static final int MAX_TENANTS = 500;

  private final StringBuilder out = new StringBuilder();

  LimitsHtml(String title) {
    out.append(Layout.head(Html.text(title)));
  }

  /** The page so far. */
  String end() {
    return out.append(Layout.FOOT).toString();
  }

  /** Where the limits of single tenants come from, and what is wrong with that. */
  LimitsHtml status(OverridesStatus status) {
    if (status.file().isEmpty()) {
      out.append("<p class=\"note\">No file of overrides (runtime_config: {file: …}).</p>");
      return this;
    }
    out.append("<p class=\"note\">Overrides: <code>")
        .append(Html.text(status.file()))
        .append("</code>");
    if (status.loadedAt() != null) {
      out.append(", in force since ").append(Html.text(status.loadedAt().toString()));
    }
    out.append(", SHA-256 <code>").append(Html.text(status.sha256())).append("</code></p>");
    if (!status.problem().isEmpty()) {
      out.append("<p class=\"alert\" role=\"alert\">The file as it is now is not in force: ")
          .append(Html.text(status.problem()))
          .append("</p>");
    }
    return this;
  }

  LimitsHtml heading(String text) {
    out.append("<h2>").append(Html.text(text)).append("</h2>");
    return this;
  }

  /** A line of links. */
  LimitsHtml links(Map<String, String> hrefsByText) {
    out.append("<p class=\"tools\">");
    hrefsByText.forEach(
        (text, href) ->
            out.append("<a class=\"button\" href=\"")
                .append(Html.value(href))
                .append("\">")
                .append(Html.text(text))
                .append("</a> "));
    out.append("</p>");
    return this;
  }

  /** Limits in a table; a word if there are none. */
  LimitsHtml limits(Map<String, Limit> limits) {
    if (limits.isEmpty()) {
      out.append("<p class=\"note\">Nothing.</p>");
      return this;
    }
    out.append("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">limit</th>")
        .append("<th scope=\"col\">value</th><th scope=\"col\">origin</th></tr></thead><tbody>");
    limits.forEach(
        (key, limit) ->
            out.append("<tr><td>")
                .append(Html.text(key))
                .append("</td><td><code>")
                .append(Html.text(LimitsJson.text(limit.value())))
                .append("</code></td><td><span class=\"state ")
                .append(limit.origin() == Origin.DEFAULT ? "quiet" : "other")
                .append("\">")
                .append(limit.origin().word())
                .append("</span></td></tr>"));
    out.append("</tbody></table></div>");
    return this;
  }

  /** Links to the limits of single tenants. */
  LimitsHtml tenants(Collection<String> tenants, String path) {
    List<String> shown = tenants.stream().sorted().limit(MAX_TENANTS).toList();
    out.append("<p>");
    for (String tenant : shown) {
      String query = URLEncoder.encode(tenant, StandardCharsets.UTF_8);
      out.append("<a href=\"")
          .append(Html.value(path + "?tenant=" + query))
          .append("\">")
          .append(Html.text(tenant))
          .append("</a> ");
    }
    if (tenants.size() > shown.size()) {
      out.append("and ").append(tenants.size() - shown.size()).append(" more");
    }
    out.append("</p>");
    return this;
  }
}
