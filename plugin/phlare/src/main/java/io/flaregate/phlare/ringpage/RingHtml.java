package io.flaregate.phlare.ringpage;

import io.flaregate.phlare.page.Html;
import io.flaregate.phlare.page.Layout;
import io.flaregate.phlare.ringpage.TableQuery.Column;
import io.flaregate.ring.Instance;
import io.flaregate.ring.RingConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Draws the page of a ring: what holds for all, the circle, the members. */
final class RingHtml {
  /** More rows make no page that anyone reads; the filter finds the others. */
  static final int MAX_ROWS = 1_000;

  private final RingKind kind;
  private final RingSnapshot snapshot;
  private final RingConfig config;
  private final Instant now;
  private final Duration age;
  private final boolean forgettable;
  private final StringBuilder html = new StringBuilder(32 * 1024);

  RingHtml(RingKind kind, RingSnapshot snapshot, Instant now, Duration age, boolean forgettable) {
    this.kind = kind;
    this.snapshot = snapshot;
    this.config = snapshot.ring().config();
    this.now = now;
    this.age = age;
    this.forgettable = forgettable;
  }

  String render(TableQuery query) {
    html.append(Layout.head(kind.title()));
    html.append("<section class=\"top\"><div class=\"circle\">");
    if (snapshot.ring().tokenCount() > 0) {
      html.append(TokenCircle.svg(snapshot));
    }
    html.append("<p class=\"center\"><b>")
        .append(String.format(Locale.ROOT, "%,d", snapshot.ring().tokenCount()))
        .append("</b> tokens</p></div><div class=\"facts\">");
    states();
    facts();
    html.append("</div></section>");
    if (kind == RingKind.INGESTER && snapshot.writable() < 1) {
      html.append("<p class=\"alert\" role=\"alert\">")
          .append(snapshot.writable() == 0 ? "No series" : "Not every series")
          .append(" can reach a quorum of healthy members now: ")
          .append(Words.percent(1 - snapshot.writable()))
          .append(" of all series would be refused.</p>");
    }
    members(query);
    return html.append(Layout.FOOT).toString();
  }

  private void states() {
    Map<String, Integer> counts = new TreeMap<>();
    snapshot.states().forEach(state -> counts.merge(state, 1, Integer::sum));
    html.append("<p class=\"states\"><b>")
        .append(Words.count(snapshot.ring().size(), "member"))
        .append("</b>");
    counts.forEach(
        (state, count) ->
            html.append(' ').append(state(state, String.format(Locale.ROOT, "%,d ", count))));
    html.append("</p>");
  }

  private static String state(String state, String before) {
    String style =
        switch (state) {
          case "ACTIVE" -> "good";
          case MemberStates.UNHEALTHY -> "bad";
          default -> "other";
        };
    return "<span class=\"state " + style + "\">" + before + Html.text(state) + "</span>";
  }

  private void facts() {
    html.append("<dl>");
    fact("Source", Html.text(snapshot.view().source()));
    fact("Age of this view", Words.age(age));
    fact("Heartbeat timeout", Words.age(config.heartbeatTimeout()));
    if (kind == RingKind.INGESTER) {
      fact("Replication factor", Integer.toString(config.replicationFactor()));
      fact("Zone awareness", config.zoneAwarenessEnabled() ? "on" : "off");
      fact("Series that can be written", Words.percent(snapshot.writable()));
    }
    if (!config.excludedZones().isEmpty()) {
      fact("Excluded zones", Html.text(String.join(", ", config.excludedZones())));
    }
    html.append("</dl>");
  }

  private void fact(String name, String escaped) {
    html.append("<div><dt>").append(name).append("</dt><dd>").append(escaped).append("</dd></div>");
  }

  private void members(TableQuery query) {
    List<Integer> selected = query.select(snapshot);
    List<Column> columns = new ArrayList<>(Arrays.asList(Column.values()));
    if (kind == RingKind.DISTRIBUTOR) {
      columns.remove(Column.COPIES);
    }
    tools(query, selected.size());
    html.append("<div class=\"scroll\" role=\"region\" aria-label=\"Members\" tabindex=\"0\">")
        .append("<table><caption class=\"hidden\">Members of the ring</caption><thead><tr>");
    columns.forEach(column -> head(query, column));
    html.append(forgettable ? "<th scope=\"col\" class=\"act\">Actions</th>" : "")
        .append("</tr></thead><tbody>");
    selected.stream().limit(MAX_ROWS).forEach(member -> row(member, columns));
    html.append("</tbody></table></div>");
    if (selected.isEmpty()) {
      html.append("<p class=\"note\">")
          .append(query.filter().isEmpty() ? "The ring is empty." : "No member matches.")
          .append("</p>");
    }
  }

  private void tools(TableQuery query, int selected) {
    html.append("<div class=\"tools\"><form method=\"get\" role=\"search\">")
        .append("<input type=\"search\" name=\"q\" aria-label=\"Filter members\"")
        .append(" placeholder=\"Id, zone, address or state\" maxlength=\"200\" value=\"")
        .append(Html.value(query.filter()))
        .append("\"><input type=\"hidden\" name=\"sort\" value=\"")
        .append(query.column().key())
        .append("\"><button>Filter</button></form><p>");
    if (selected > MAX_ROWS) {
      html.append("The first ").append(MAX_ROWS).append(" of ");
    }
    html.append(Words.count(selected, "member"));
    html.append(query.filter().isEmpty() ? "" : " match, <a href=\"?\">show all</a>");
    html.append("</p>");
    int unhealthy = snapshot.unhealthy().size();
    if (forgettable && unhealthy > 0) {
      html.append("<a class=\"button danger\" href=\"?confirm=forget_unhealthy\">Forget all ")
          .append(unhealthy)
          .append(" unhealthy…</a>");
    }
    html.append("</div>");
  }

  private void head(TableQuery query, Column column) {
    boolean by = column == query.column();
    html.append("<th scope=\"col\"")
        .append(column.isNumber() ? " class=\"number\"" : "")
        .append(by ? " aria-sort=\"" + (query.descending() ? "de" : "a") + "scending\"" : "")
        .append("><a href=\"")
        .append(query.link(column))
        .append("\">")
        .append(column.title())
        .append(by ? query.descending() ? " ↓" : " ↑" : "")
        .append("</a></th>");
  }

  private void row(int index, List<Column> columns) {
    Instance member = snapshot.ring().instance(index);
    html.append("<tr>");
    for (Column column : columns) {
      boolean name = column == Column.ID || column == Column.ADDRESS;
      html.append(
          column.isNumber() ? "<td class=\"number\">" : name ? "<td class=\"wide\">" : "<td>");
      html.append(cell(index, member, column)).append("</td>");
    }
    if (forgettable) {
      html.append("<td class=\"act\"><a class=\"button\" href=\"?confirm=forget&amp;id=")
          .append(URLEncoder.encode(member.id(), StandardCharsets.UTF_8))
          .append("\" aria-label=\"Forget ")
          .append(Html.text(member.id()))
          .append("\">Forget…</a></td>");
    }
    html.append("</tr>");
  }

  private String cell(int index, Instance member, Column column) {
    return switch (column) {
      case ID ->
          "<span class=\"name\"><span class=\"swatch\" style=\"background:"
              + TokenCircle.color(index)
              + "\"></span><span>"
              + Html.text(member.id())
              + "</span></span>";
      case ZONE -> orDash(Html.text(member.zone()));
      case STATE -> state(snapshot.state(index), "");
      case ADDRESS -> "<code>" + Html.text(member.addr()) + "</code>";
      case REGISTERED -> time(member.registeredUnixSeconds());
      case READ_ONLY ->
          member.readOnly() ? "since " + time(member.readOnlyUpdatedUnixSeconds()) : "no";
      case HEARTBEAT -> heartbeat(member.heartbeatUnixSeconds());
      case TOKENS -> String.format(Locale.ROOT, "%,d", member.tokens().size());
      case OWNERSHIP -> share(snapshot.owned(index), index);
      case COPIES -> share(snapshot.held(index), index);
    };
  }

  private static String share(double part, int index) {
    return Words.percent(part)
        + "<span class=\"bar\" style=\"--part:"
        + String.format(Locale.ROOT, "%.2f", part * 100)
        + "%;--color:"
        + TokenCircle.color(index)
        + "\"></span>";
  }

  private String heartbeat(long unixSeconds) {
    if (unixSeconds == 0) {
      return "<span class=\"quiet\">sends none</span>";
    }
    String time = RingJson.time(unixSeconds);
    Duration ago = Duration.between(Instant.parse(time), now);
    return "<time datetime=\""
        + time
        + "\" title=\""
        + time
        + "\">"
        + (ago.isNegative() ? "in the future" : Words.age(ago) + " ago")
        + "</time>";
  }

  private static String time(long unixSeconds) {
    if (unixSeconds == 0) {
      return orDash("");
    }
    String time = RingJson.time(unixSeconds);
    String shown = "<span>" + time.substring(0, 10) + "</span> " + time.substring(11, 16);
    return "<time class=\"date\" datetime=\""
        + time
        + "\" title=\""
        + time
        + "\">"
        + shown
        + "</time>";
  }

  private static String orDash(String escaped) {
    return escaped.isEmpty() ? "<span class=\"quiet\">–</span>" : escaped;
  }
}
