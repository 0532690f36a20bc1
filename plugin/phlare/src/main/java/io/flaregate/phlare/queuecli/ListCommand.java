package io.flaregate.phlare.queuecli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.flaregate.phlare.durable.QueuedSeries;
import io.flaregate.spi.command.CommandHost;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flaregate queue list}. */
@Command(
    name = "list",
    description = {
      "List the series that wait in a log, oldest first.",
      "Only reads, and may run beside the gateway that has the log. How often each tenant's series"
          + " have failed, the gateway's page /queue tells."
    },
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  private static final JsonFactory JSON = new JsonFactory();
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final PrintStream out;
  private final PrintStream err;
  private final CommandHost host;

  @Mixin private LogOption log = new LogOption();

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "TEXT",
      description = "Text, or one JSON object per series and line. Default: text.")
  private Format format = Format.TEXT;

  @Option(names = "--tenant", paramLabel = "T", description = "Only this tenant's.")
  private @Nullable String tenant;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many are shown; all are counted. Default: ${DEFAULT-VALUE}.")
  private long limit;

  private final Clock clock = Clock.systemUTC();
  private long count;
  private long bytes;
  private long strange;

  /** How series are listed. */
  enum Format {
    TEXT,
    JSON
  }

  ListCommand(PrintStream out, PrintStream err, CommandHost host) {
    this.out = out;
    this.err = err;
    this.host = host;
  }

  @Override
  public Integer call() throws IOException {
    log.find(host);
    log.read(this::visit, err);
    if (format == Format.TEXT) {
      out.println(count + (log.isDead() ? " dead letters, " : " series wait, ") + bytes + " bytes");
    }
    if (count > limit) {
      err.println("note: " + (count - limit) + " more are not shown (--limit)");
    }
    if (strange > 0) {
      err.println("note: " + strange + " records are of another version and not shown");
    }
    return 0;
  }

  private void visit(long id, ByteBuffer record) {
    QueuedSeries queued;
    try {
      queued = QueuedSeries.parse(record);
    } catch (IOException e) {
      strange++;
      return;
    }
    if (tenant != null && !tenant.equals(queued.tenant())) {
      return;
    }
    count++;
    bytes += record.remaining();
    if (count > limit) {
      return;
    }
    Map<String, String> labels = Labels.of(queued.series().head());
    long age = Math.max(0, clock.millis() - queued.acceptedUnixMillis()) / 1000;
    if (format == Format.JSON) {
      out.println(json(id, queued, labels, age));
    } else {
      out.println(text(id, queued, labels, age));
    }
  }

  private static String text(
      long id, QueuedSeries queued, Map<String, String> labels, long ageSeconds) {
    String reason = queued.reason().isEmpty() ? "" : "  " + Labels.safe(queued.reason());
    return id
        + "  "
        + Labels.safe(queued.tenant())
        + "  "
        + time(queued)
        + "  "
        + queued.series().wireBytes()
        + " B  "
        + ageSeconds
        + "s  "
        + Labels.text(labels)
        + reason;
  }

  static Instant time(QueuedSeries queued) {
    long nanos = queued.series().stamp().timeUnixNanos();
    return Instant.ofEpochMilli(Long.divideUnsigned(nanos, NANOS_PER_MILLI));
  }

  private static String json(
      long id, QueuedSeries queued, Map<String, String> labels, long ageSeconds) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("id", id);
      json.writeStringField("profile_id", queued.series().id().toString());
      json.writeStringField("tenant", queued.tenant());
      json.writeObjectFieldStart("labels");
      for (Map.Entry<String, String> each : labels.entrySet()) {
        json.writeStringField(each.getKey(), each.getValue());
      }
      json.writeEndObject();
      json.writeStringField("time", time(queued).toString());
      json.writeNumberField("bytes", queued.series().wireBytes());
      json.writeNumberField("age_seconds", ageSeconds);
      if (!queued.reason().isEmpty()) {
        json.writeStringField("reason", queued.reason());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("no file, no network, yet writing fails", e);
    }
    return text.toString();
  }
}
