package io.flaregate.phlare.hints;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.flaregate.phlare.config.HintsConfig;
import io.flaregate.phlare.hints.HintQueues.Waiting;
import io.flaregate.phlare.page.Html;
import io.flaregate.phlare.page.Layout;
import io.flaregate.phlare.ringpage.Words;
import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.PageRequest;
import io.flaregate.spi.admin.PageResponse;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.config.Durations;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Shows operators which hints wait for which ingester, as HTML or JSON. */
public final class HintsPage implements Page.Handler {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String PATH = "/hints";

  private final Hints hints;
  private final HintsConfig config;

  private HintsPage(Hints hints, HintsConfig config) {
    this.hints = requireNonNull(hints, "hints is null");
    this.config = requireNonNull(config, "config is null");
  }

  /**
   * Adds the page of an exporter's hints: {@code /hints}, or {@code /hints/NAME} if its id has a
   * name.
   *
   * @throws IllegalArgumentException if another component has taken the path
   */
  public static void add(Settings settings, Hints hints, HintsConfig config) {
    ComponentId id = settings.id();
    boolean plain = id.name().isEmpty();
    String path = plain ? PATH : PATH + "/" + URLEncoder.encode(id.name(), StandardCharsets.UTF_8);
    String title = plain ? "Hints" : "Hints of " + id;
    settings.pages().add(new Page(path, title, new HintsPage(hints, config)));
  }

  @Override
  public PageResponse handle(PageRequest request) {
    List<Waiting> waiting = hints.queues().waiting();
    return request.wantsJson()
        ? PageResponse.json(json(waiting))
        : PageResponse.html(html(waiting));
  }

  private String state(String ingester) {
    return switch (hints.handovers().targets().presence(ingester)) {
      case HEALTHY -> "healthy";
      case UNHEALTHY -> "unhealthy";
      case ABSENT -> "not in the ring";
      case UNKNOWN -> "ring is empty";
    };
  }

  private String json(List<Waiting> waiting) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("place", hints.store().place());
      json.writeStringField("problem", hints.store().problem());
      json.writeNumberField("max_bytes", config.maxBytes());
      json.writeStringField("max_age", Durations.format(config.maxAge()));
      json.writeNumberField("bytes", hints.queues().bytes());
      json.writeNumberField("count", hints.queues().count());
      json.writeNumberField("handed_over", hints.metrics().handedOver());
      json.writeObjectFieldStart("dropped");
      for (DropReason reason : DropReason.values()) {
        json.writeNumberField(reason.label(), hints.metrics().drops(reason));
      }
      json.writeEndObject();
      json.writeArrayFieldStart("ingesters");
      for (Waiting each : waiting) {
        json.writeStartObject();
        json.writeStringField("ingester", each.ingester());
        json.writeStringField("state", state(each.ingester()));
        json.writeNumberField("count", each.count());
        json.writeNumberField("bytes", each.bytes());
        json.writeNumberField("oldest_seconds", hints.metrics().ageSeconds(each));
        json.writeStringField("last_error", hints.handovers().lastError(each.ingester()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("no file, no network, yet writing fails", e);
    }
    return out.append('\n').toString();
  }

  private String html(List<Waiting> waiting) {
    StringBuilder out = new StringBuilder(Layout.head("Hints"));
    facts(out);
    out.append("<div class=\"tools\"><p>")
        .append(Words.count(waiting.size(), "ingester"))
        .append(" with hints</p></div><div class=\"scroll\"><table><thead><tr>")
        .append("<th>Ingester</th><th>State</th><th class=\"number\">Hints</th>")
        .append("<th class=\"number\">Bytes</th><th class=\"number\">Oldest profile</th>")
        .append("<th>Last error</th></tr></thead><tbody>");
    waiting.forEach(each -> row(out, each));
    return out.append("</tbody></table></div>").append(Layout.FOOT).toString();
  }

  private void facts(StringBuilder out) {
    out.append("<p class=\"note\">Copies that an ingester missed while the quorum held; they are ")
        .append("handed over, oldest first, once it answers again.</p>");
    if (!hints.store().problem().isEmpty()) {
      out.append("<p class=\"alert\">").append(Html.text(hints.store().problem())).append("</p>");
    }
    out.append("<div class=\"top\"><div class=\"facts\"><dl>");
    fact(out, "Kept in", hints.store().place());
    fact(out, "Hints", String.valueOf(hints.queues().count()));
    fact(out, "Bytes", hints.queues().bytes() + " of " + config.maxBytes());
    fact(out, "Longest age", Durations.format(config.maxAge()));
    fact(out, "Handed over", String.valueOf(hints.metrics().handedOver()));
    for (DropReason reason : DropReason.values()) {
      if (hints.metrics().drops(reason) > 0) {
        fact(out, "Dropped: " + reason.label(), String.valueOf(hints.metrics().drops(reason)));
      }
    }
    out.append("</dl></div></div>");
  }

  private static void fact(StringBuilder out, String name, String value) {
    out.append("<div><dt>")
        .append(Html.text(name))
        .append("</dt><dd>")
        .append(Html.text(value))
        .append("</dd></div>");
  }

  private void row(StringBuilder out, Waiting each) {
    Duration age = Duration.ofMillis((long) (hints.metrics().ageSeconds(each) * 1000));
    out.append("<tr><td>")
        .append(Html.text(each.ingester()))
        .append("</td><td>")
        .append(state(each.ingester()))
        .append("</td><td class=\"number\">")
        .append(each.count())
        .append("</td><td class=\"number\">")
        .append(each.bytes())
        .append("</td><td class=\"number\">")
        .append(Words.age(age))
        .append("</td><td>")
        .append(Html.text(hints.handovers().lastError(each.ingester())))
        .append("</td></tr>");
  }
}
