package io.flaregate.phlare.durable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.PageRequest;
import io.flaregate.spi.admin.PageResponse;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The page {@code /queue}: what waits in the write-ahead log, as HTML or JSON. */
public final class QueuePage implements Page.Handler {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_CHARS = 200;
  private static final double BYTES_PER_MIB = 1 << 20;

  private final DurableQueue queue;

  private QueuePage(DurableQueue queue) {
    this.queue = queue;
  }

  /** Adds the page of an exporter's queue; one with a name has it in the path. */
  public static void add(Settings settings, DurableQueue queue) {
    ComponentId id = settings.id();
    String name = id.name();
    String path =
        name.isEmpty() ? "/queue" : "/queue/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    String title = name.isEmpty() ? "Write-ahead log" : "Write-ahead log of " + id;
    settings.pages().add(new Page(path, title, new QueuePage(queue)));
  }

  @Override
  public PageResponse handle(PageRequest request) {
    QueueStatus status = queue.status();
    return request.wantsJson() ? PageResponse.json(json(status)) : PageResponse.html(html(status));
  }

  static String json(QueueStatus status) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("bytes", status.bytes());
      json.writeNumberField("max_bytes", status.maxBytes());
      json.writeNumberField("records", status.records());
      json.writeNumberField("oldest_seconds", status.oldestSeconds());
      json.writeNumberField("under_way", status.underWay());
      json.writeNumberField("dead_records", status.deadRecords());
      json.writeNumberField("dead_dropped", status.deadDropped());
      json.writeNumberField("damaged_records", status.damagedRecords());
      json.writeBooleanField("replaying", status.replaying());
      json.writeArrayFieldStart("tenants");
      for (QueueStatus.TenantStatus each : status.tenants()) {
        json.writeStartObject();
        json.writeStringField("tenant", each.tenant());
        json.writeNumberField("fresh", each.fresh());
        json.writeNumberField("retrying", each.retrying());
        json.writeNumberField("most_failures", each.mostFailures());
        json.writeStringField("problem", each.problem());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberField("more_tenants", status.moreTenants());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("no file, no network, yet writing fails", e);
    }
    return out.append('\n').toString();
  }

  private static String html(QueueStatus status) {
    StringBuilder out = new StringBuilder(2048);
    out.append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.append("<title>Write-ahead log</title></head><body><h1>Write-ahead log</h1><table>");
    row(
        out,
        "Size",
        String.format(
            Locale.ROOT,
            "%.1f of %.1f MiB",
            status.bytes() / BYTES_PER_MIB,
            status.maxBytes() / BYTES_PER_MIB));
    row(out, "Series that wait", Long.toString(status.records()));
    row(out, "Oldest", String.format(Locale.ROOT, "%.0f s", status.oldestSeconds()));
    row(out, "Batches under way", Integer.toString(status.underWay()));
    row(out, "Dead letters", Long.toString(status.deadRecords()));
    row(out, "Lost to damage since the start", Long.toString(status.damagedRecords()));
    row(out, "Reading what earlier runs left", status.replaying() ? "yes" : "no");
    out.append("</table><h2>Tenants</h2><table><tr><th>Tenant</th><th>Not tried</th>");
    out.append("<th>To be tried again</th><th>Failures</th><th>Last problem</th></tr>");
    for (QueueStatus.TenantStatus each : status.tenants()) {
      out.append("<tr>");
      cell(out, each.tenant());
      cell(out, Long.toString(each.fresh()));
      cell(out, Long.toString(each.retrying()));
      cell(out, Integer.toString(each.mostFailures()));
      cell(out, each.problem());
      out.append("</tr>");
    }
    out.append("</table>");
    if (status.moreTenants() > 0) {
      out.append("<p>and ").append(status.moreTenants()).append(" more tenants</p>");
    }
    return out.append("</body></html>\n").toString();
  }

  private static void row(StringBuilder out, String name, String value) {
    out.append("<tr><th>").append(name).append("</th>");
    cell(out, value);
    out.append("</tr>");
  }

  private static void cell(StringBuilder out, String text) {
    out.append("<td>");
    int length = Math.min(text.length(), MAX_CHARS);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      int type = Character.getType(c);
      boolean plain = Character.isLetterOrDigit(c) || " .,:;-_/()=+".indexOf(c) >= 0;
      if (type == Character.CONTROL || type == Character.FORMAT) {
        out.append(String.format("\\u%04x", (int) c));
      } else if (plain || Character.isSurrogate(c)) {
        out.append(c);
      } else {
        out.append("&#").append((int) c).append(';');
      }
    }
    out.append(length < text.length() ? "…</td>" : "</td>");
  }
}
