package io.flaregate.phlare.ringpage;

import io.flaregate.phlare.page.Html;
import io.flaregate.phlare.page.Layout;
import io.flaregate.ring.Instance;
import java.util.List;

/** Asks before members are forgotten. */
final class ConfirmHtml {
  private static final int MAX_LISTED = 100;

  private final RingKind kind;
  private final String csrfToken;

  ConfirmHtml(RingKind kind, String csrfToken) {
    this.kind = kind;
    this.csrfToken = csrfToken;
  }

  String one(RingSnapshot snapshot, Instance member) {
    boolean alive = snapshot.view().liveness().isAlive(member);
    String body =
        "<p>It is taken out of the ring's store ("
            + Html.text(snapshot.view().source())
            + ") for every reader of it. Series that went to it go to others."
            + (alive
                ? " <b>Its heartbeat is fresh</b>: if it runs, it will announce itself again."
                : " Its heartbeat is too old.")
            + "</p>";
    return page(
        "Forget " + Html.text(member.id()) + "?", body, RingPage.FORGET, member.id(), "Forget it");
  }

  String all(RingSnapshot snapshot, List<String> ids, String fingerprint) {
    if (ids.isEmpty()) {
      return Layout.head(kind.title())
          + "<section class=\"ask\"><h2>No member is unhealthy now.</h2>"
          + "<p><a class=\"button\" href=\"?\">Back to the ring</a></p></section>"
          + Layout.FOOT;
    }
    StringBuilder body = new StringBuilder("<p>They are taken out of the ring's store (");
    body.append(Html.text(snapshot.view().source())).append(") for every reader of it.</p>");
    if (ids.size() * 2 > snapshot.ring().size()) {
      body.append("<p class=\"alert\">This is more than half of the ring. If this gateway alone")
          .append(" cannot see their heartbeats, forgetting them takes healthy members out of")
          .append(" everyone's ring: compare another component's ring page first.</p>");
    }
    body.append("<ul>");
    ids.stream()
        .limit(MAX_LISTED)
        .forEach(id -> body.append("<li>").append(Html.text(id)).append("</li>"));
    body.append(
        ids.size() > MAX_LISTED ? "<li>and " + (ids.size() - MAX_LISTED) + " more</li>" : "");
    body.append("</ul>");
    String what = Words.count(ids.size(), "unhealthy member");
    return page(
        "Forget " + what + "?",
        body.toString(),
        RingPage.FORGET_UNHEALTHY,
        fingerprint,
        "Forget " + what);
  }

  private String page(String question, String body, String name, String value, String action) {
    return Layout.head(kind.title())
        + "<section class=\"ask\"><h2>"
        + question
        + "</h2>"
        + body
        + "<form method=\"post\" action=\"?\"><input type=\"hidden\" name=\"csrf\" value=\""
        + Html.value(csrfToken)
        + "\"><input type=\"hidden\" name=\""
        + name
        + "\" value=\""
        + Html.value(value)
        + "\"><button class=\"danger\">"
        + action
        + "</button> <a class=\"button\" href=\"?\">Cancel</a></form></section>"
        + Layout.FOOT;
  }
}
