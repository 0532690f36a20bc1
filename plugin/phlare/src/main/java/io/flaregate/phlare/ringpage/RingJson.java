package io.flaregate.phlare.ringpage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.flaregate.ring.Instance;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.TokenRing;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;

/**
 * Writes a ring as upstream's page does for those who accept JSON (distributor.md, section 10).
 *
 * <p>Versions of upstream differ in how they spell the read-only flag, so both spellings are there.
 * How the ring places series is told only to who asks for it, since upstream has no words for it.
 */
final class RingJson {
  private static final JsonFactory JSON = new JsonFactory();

  /** What upstream writes where a time is not known: its zero time. */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  /** The years that RFC 3339 has, in seconds since 1970. */
  private static final long FIRST = Instant.parse(NEVER).getEpochSecond();

  private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private RingJson() {}

  /**
   * The ring as JSON.
   *
   * @param settings whether it also says how the ring places series, under {@code settings}
   */
  static String write(RingSnapshot snapshot, Instant now, Duration age, boolean settings) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("shards");
      TokenRing ring = snapshot.ring();
      for (int i = 0; i < ring.size(); i++) {
        member(json, ring.instance(i), snapshot.state(i));
      }
      json.writeEndArray();
      json.writeStringField("now", now.toString());
      if (settings) {
        settings(json, snapshot, age);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("no file, no network, yet writing fails", e);
    }
    return out.append('\n').toString();
  }

  private static void member(JsonGenerator json, Instance member, String state) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", member.id());
    json.writeStringField("state", state.equals(MemberStates.UNHEALTHY) ? "UNHEALTHY" : state);
    json.writeStringField("address", member.addr());
    json.writeStringField("timestamp", time(member.heartbeatUnixSeconds()));
    json.writeStringField("registered_timestamp", timeOrNever(member.registeredUnixSeconds()));
    json.writeBooleanField("read_only", member.readOnly());
    json.writeBooleanField("readonly", member.readOnly());
    json.writeStringField("readonly_updated", timeOrNever(member.readOnlyUpdatedUnixSeconds()));
    json.writeStringField("zone", member.zone());
    json.writeArrayFieldStart("tokens");
    for (int i = 0; i < member.tokens().size(); i++) {
      json.writeNumber(Integer.toUnsignedLong(member.tokens().get(i)));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void settings(JsonGenerator json, RingSnapshot snapshot, Duration age)
      throws IOException {
    RingConfig config = snapshot.ring().config();
    json.writeObjectFieldStart("settings");
    json.writeNumberField("replication_factor", config.replicationFactor());
    json.writeBooleanField("zone_awareness_enabled", config.zoneAwarenessEnabled());
    json.writeNumberField("heartbeat_timeout_ms", config.heartbeatTimeout().toMillis());
    json.writeStringField("source", snapshot.view().source());
    json.writeNumberField("view_age_ms", age.toMillis());
    json.writeEndObject();
  }

  private static String timeOrNever(long unixSeconds) {
    return unixSeconds == 0 ? NEVER : time(unixSeconds);
  }

  /** A time that a store may have made up is moved into the years that there are. */
  static String time(long unixSeconds) {
    return Instant.ofEpochSecond(Math.max(FIRST, Math.min(LAST, unixSeconds))).toString();
  }
}
