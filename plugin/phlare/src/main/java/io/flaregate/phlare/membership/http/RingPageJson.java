package io.flaregate.phlare.membership.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.flaregate.phlare.membership.RingBounds;
import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.desc.RingDescCodec;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the JSON form of a ring page: {@code {"shards":[{"id":…,"state":…,"address":…,
 * "timestamp":…,"registered_timestamp":…,"read_only":…,"zone":…,"tokens":[…]}],"now":…}}.
 *
 * <p>A page says {@code UNHEALTHY} instead of the state of a member whose heartbeat it thinks too
 * old, or that has left. Its true state is lost: such a member takes its place in the walk round
 * the ring, is never written to and calls for no stand-in, which is what becomes of an ACTIVE one
 * with an old heartbeat.
 */
final class RingPageJson {
  /** A longer text than any of a page, so that none is kept before its length is looked at. */
  private static final int MAX_JSON_CHARS = 64 << 10;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(MAX_JSON_CHARS).build())
          .build();
  private static final long MAX_TOKEN = 0xFFFF_FFFFL;

  /** Not ACTIVE and none that extends a write. */
  static final InstanceState UNHEALTHY = InstanceState.of(-1);

  private final JsonParser json;
  private final List<Instance> members = new ArrayList<>();
  private int[] tokens = new int[256];
  private int allTokens;

  private RingPageJson(JsonParser json) {
    this.json = json;
  }

  /**
   * The members of a page.
   *
   * @throws StoreException if it is no such page, or larger than {@link RingBounds} allow
   */
  static List<Instance> read(InputStream page) throws StoreException {
    try (JsonParser json = JSON.createParser(page)) {
      RingPageJson reader = new RingPageJson(json);
      if (!reader.page()) {
        throw malformed("it has no \"shards\"");
      }
      return reader.members;
    } catch (StreamConstraintsException e) {
      throw new StoreException(
          StoreFailure.TOO_LARGE, "ring page is too large: " + BoundedHttp.firstLine(e), e);
    } catch (IOException e) {
      throw malformed(BoundedHttp.firstLine(e));
    }
  }

  private static StoreException malformed(String problem) {
    return new StoreException(StoreFailure.MALFORMED, "ring page cannot be read: " + problem);
  }

  /** Whether there were members, or null in their place. */
  private boolean page() throws IOException, StoreException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw malformed("it is not a JSON object");
    }
    boolean found = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean shards = json.currentName().equals("shards");
      JsonToken value = json.nextToken();
      if (!shards) {
        json.skipChildren();
      } else if (value == JsonToken.START_ARRAY) {
        found = true;
        members();
      } else if (value == JsonToken.VALUE_NULL) {
        found = true;
      } else {
        throw malformed("\"shards\" is " + value);
      }
    }
    return found && json.currentToken() == JsonToken.END_OBJECT;
  }

  private void members() throws IOException, StoreException {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      if (members.size() == RingDescCodec.MAX_MEMBERS) {
        throw tooLarge("more members", RingDescCodec.MAX_MEMBERS);
      }
      members.add(member());
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw malformed("a member is " + json.currentToken());
    }
  }

  private static StoreException tooLarge(String what, int limit) {
    return new StoreException(
        StoreFailure.TOO_LARGE, "ring page has " + what + " than the limit of " + limit);
  }

  private Instance member() throws IOException, StoreException {
    String id = "";
    String addr = "";
    String zone = "";
    InstanceState state = UNHEALTHY;
    long heartbeat = 0;
    long registered = 0;
    long readOnlyUpdated = 0;
    boolean readOnly = false;
    TokenList own = TokenList.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "id" -> id = text(field);
        case "address" -> addr = text(field);
        case "zone" -> zone = text(field);
        case "state" -> state = state(text(field));
        case "timestamp" -> heartbeat = PageTime.read(json);
        case "registered_timestamp" -> registered = PageTime.read(json);
        case "read_only", "readonly" -> readOnly = flag(field);
        case "read_only_updated_timestamp", "readonly_updated" ->
            readOnlyUpdated = PageTime.read(json);
        case "tokens" -> own = tokens();
        default -> json.skipChildren();
      }
    }
    if (id.isEmpty()) {
      throw malformed("a member has no \"id\"");
    }
    return new Instance(
        id, addr, zone, state, heartbeat, registered, readOnly, readOnlyUpdated, own);
  }

  private String text(String field) throws IOException, StoreException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw malformed("\"" + field + "\" of a member is " + json.currentToken());
    }
    if (json.getTextLength() > RingBounds.MAX_TEXT_CHARS) {
      throw tooLarge("a longer \"" + field + "\"", RingBounds.MAX_TEXT_CHARS);
    }
    return json.getText();
  }

  private boolean flag(String field) throws StoreException {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE, VALUE_NULL -> false;
      default -> throw malformed("\"" + field + "\" of a member is " + json.currentToken());
    };
  }

  /** A word that is unknown is what a newer writer may have put there: nothing is sent to it. */
  private static InstanceState state(String text) {
    try {
      return InstanceState.parse(text);
    } catch (IllegalArgumentException e) {
      return UNHEALTHY;
    }
  }

  private TokenList tokens() throws IOException, StoreException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return TokenList.empty();
    }
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw malformed("\"tokens\" of a member is " + json.currentToken());
    }
    int count = 0;
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      if (count == RingBounds.MAX_MEMBER_TOKENS) {
        throw tooLarge("more tokens of one member", RingBounds.MAX_MEMBER_TOKENS);
      }
      if (++allTokens > RingBounds.MAX_TOKENS) {
        throw tooLarge("more tokens", RingBounds.MAX_TOKENS);
      }
      if (count == tokens.length) {
        tokens = Arrays.copyOf(tokens, count * 2);
      }
      tokens[count++] = token();
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw malformed("a token is " + json.currentToken());
    }
    return TokenList.of(Arrays.copyOf(tokens, count));
  }

  private int token() throws IOException, StoreException {
    long token = json.getLongValue();
    if (token < 0 || token > MAX_TOKEN) {
      throw malformed("a token is " + token + ", not within 0 and " + MAX_TOKEN);
    }
    return (int) token;
  }
}
