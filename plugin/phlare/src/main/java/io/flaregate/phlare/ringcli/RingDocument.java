package io.flaregate.phlare.ringcli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.TokenList;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A ring page as JSON (distributor.md, section 10).
 *
 * @param members its members; the state of an unhealthy one is not told, ACTIVE is assumed
 * @param unhealthy the ids of those whose heartbeat is too old, as the page's component sees it
 * @param replicationFactor what the page says, else 1
 * @param zoneAwareness what the page says, else false
 * @param saysHowItPlaces whether the page says these two
 */
record RingDocument(
    List<Instance> members,
    Set<String> unhealthy,
    int replicationFactor,
    boolean zoneAwareness,
    boolean saysHowItPlaces) {
  /** A thousand members with 512 tokens each take six. */
  private static final int MAX_BYTES = 64 << 20;

  private static final int MAX_TOKENS = 4 << 20;
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(16).maxStringLength(64 << 10).build())
          .build();

  /** Members that were given without a page; how they place series is up to the caller. */
  static RingDocument of(List<Instance> members) {
    return new RingDocument(members, Set.of(), 1, false, false);
  }

  static byte[] load(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("is no file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return bounded(in);
    }
  }

  /** Asks a ring page for JSON; a gateway's also says how it places series. */
  static byte[] fetch(URI page) throws IOException {
    String text = page.toString();
    String bare = page.getRawFragment() == null ? text : text.substring(0, text.indexOf('#'));
    String asked = bare + (page.getRawQuery() == null ? "?" : "&") + "settings=true";
    URLConnection connection = URI.create(asked).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setRequestProperty("Accept", "application/json");
    if (connection instanceof HttpURLConnection http && http.getResponseCode() != 200) {
      throw new IOException("answers HTTP " + http.getResponseCode() + ", not a ring page");
    }
    try (InputStream in = connection.getInputStream()) {
      return bounded(in);
    }
  }

  private static byte[] bounded(InputStream in) throws IOException {
    byte[] all = in.readNBytes(MAX_BYTES + 1);
    if (all.length > MAX_BYTES) {
      throw new IOException("is larger than " + MAX_BYTES + " bytes");
    }
    return all;
  }

  /**
   * Reads a page.
   *
   * @throws IOException if it is none
   */
  static RingDocument parse(byte[] json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      return new Reader(parser).document();
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException("is not the JSON of a ring page: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads the fields that are known and passes over all others. */
  private static final class Reader {
    private final JsonParser json;
    private final List<Instance> members = new ArrayList<>();
    private final Set<String> unhealthy = new HashSet<>();
    private int replicationFactor = 1;
    private boolean zoneAwareness;
    private boolean says;
    private int tokens;

    Reader(JsonParser json) {
      this.json = json;
    }

    RingDocument document() throws IOException {
      boolean shards = false;
      expect(json.nextToken(), JsonToken.START_OBJECT, "the page");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("shards")) {
          shards = true;
          members(value);
        } else if (field.equals("settings") && value == JsonToken.START_OBJECT) {
          settings();
        } else {
          json.skipChildren();
        }
      }
      if (!shards) {
        throw new IOException("is JSON, but not of a ring page: it has no \"shards\"");
      }
      return new RingDocument(
          List.copyOf(members), Set.copyOf(unhealthy), replicationFactor, zoneAwareness, says);
    }

    private static void expect(JsonToken found, JsonToken wanted, String what) throws IOException {
      if (found != wanted) {
        throw new IOException("is not a ring page: " + what + " is " + found);
      }
    }

    private void settings() throws IOException {
      says = true;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "replication_factor" -> replicationFactor = Math.max(1, json.getIntValue());
          case "zone_awareness_enabled" -> zoneAwareness = json.getBooleanValue();
          default -> json.skipChildren();
        }
      }
    }

    private void members(JsonToken value) throws IOException {
      // Go writes a list without members as null.
      if (value == JsonToken.VALUE_NULL) {
        return;
      }
      expect(value, JsonToken.START_ARRAY, "shards");
      while (json.nextToken() != JsonToken.END_ARRAY) {
        expect(json.currentToken(), JsonToken.START_OBJECT, "a member");
        members.add(member());
      }
    }

    private Instance member() throws IOException {
      String id = "";
      String addr = "";
      String zone = "";
      String state = "ACTIVE";
      long heartbeat = 0;
      long registered = 0;
      boolean readOnly = false;
      TokenList own = TokenList.empty();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        switch (field) {
          case "id" -> id = text();
          case "address" -> addr = text();
          case "zone" -> zone = text();
          case "state" -> state = text();
          case "timestamp" -> heartbeat = time(text());
          case "registered_timestamp" -> registered = time(text());
          case "read_only", "readonly" -> readOnly |= value == JsonToken.VALUE_TRUE;
          case "tokens" -> own = tokens(value);
          default -> json.skipChildren();
        }
      }
      if (state.toUpperCase(Locale.ROOT).equals("UNHEALTHY")) {
        unhealthy.add(id);
        state = "ACTIVE";
      }
      return new Instance(
          id, addr, zone, state(id, state), heartbeat, registered, readOnly, 0, own);
    }

    private String text() throws IOException {
      String text = json.getValueAsString("");
      json.skipChildren();
      return text;
    }

    private static InstanceState state(String id, String text) throws IOException {
      try {
        return InstanceState.parse(text);
      } catch (IllegalArgumentException e) {
        throw new IOException("member " + id + ": " + e.getMessage(), e);
      }
    }

    /** A time that is none, or Go's zero time, is none. */
    private static long time(String text) {
      try {
        return Math.max(0, Instant.parse(text).getEpochSecond());
      } catch (DateTimeException e) {
        return 0;
      }
    }

    private TokenList tokens(JsonToken value) throws IOException {
      if (value == JsonToken.VALUE_NULL) {
        return TokenList.empty();
      }
      expect(value, JsonToken.START_ARRAY, "tokens");
      int[] own = new int[128];
      int count = 0;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        long token = json.getLongValue();
        if (token < 0 || token > 0xffffffffL || ++tokens > MAX_TOKENS) {
          throw new IOException(
              "has token " + token + " at place " + tokens + " (limit: " + MAX_TOKENS + " tokens)");
        }
        if (count == own.length) {
          own = Arrays.copyOf(own, count * 2);
        }
        own[count++] = (int) token;
      }
      return TokenList.of(Arrays.copyOf(own, count));
    }
  }
}
