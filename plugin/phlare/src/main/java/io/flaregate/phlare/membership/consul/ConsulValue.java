package io.flaregate.phlare.membership.consul;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flaregate.phlare.membership.http.BoundedHttp;
import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What Consul says of a key.
 *
 * @see <a href="https://developer.hashicorp.com/consul/api-docs/kv">Consul's KV API</a>
 */
final class ConsulValue {
  private static final int STATUS_NOT_FOUND = 404;
  private static final JsonFactory JSON = new JsonFactory();

  private final byte @Nullable [] bytes;
  private final long modifyIndex;
  private final long index;

  private ConsulValue(byte @Nullable [] bytes, long modifyIndex, long index) {
    this.bytes = bytes;
    this.modifyIndex = modifyIndex;
    this.index = index;
  }

  /** The value, not to be changed; null if there is no such key. */
  byte @Nullable [] bytes() {
    return bytes;
  }

  /** For a compare-and-swap; 0 if there is no such key. */
  long modifyIndex() {
    return modifyIndex;
  }

  /** For the next blocking query, 1 or more. */
  long index() {
    return index;
  }

  /**
   * Reads an answer to a query for one key.
   *
   * @throws StoreException if it is an error, or not an answer of Consul
   */
  static ConsulValue read(HttpResponse<InputStream> answer) throws StoreException {
    if (answer.statusCode() == STATUS_NOT_FOUND) {
      return new ConsulValue(null, 0, index(answer));
    }
    BoundedHttp.requireOk(answer);
    long index = index(answer);
    try (JsonParser json = JSON.createParser(answer.body())) {
      return entry(json, index);
    } catch (IOException e) {
      throw new StoreException(
          StoreFailure.MALFORMED, "answer cannot be read: " + BoundedHttp.firstLine(e), e);
    }
  }

  private static long index(HttpResponse<InputStream> answer) throws StoreException {
    String text = answer.headers().firstValue("X-Consul-Index").orElse("");
    try {
      long index = Long.parseLong(text);
      if (index > 0) {
        return index;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new StoreException(
        StoreFailure.MALFORMED,
        "answer with status "
            + answer.statusCode()
            + " has X-Consul-Index \""
            + text
            + "\", not a number above 0");
  }

  /** The first entry of the list; there is one only, for one key was asked for. */
  private static ConsulValue entry(JsonParser json, long index) throws IOException, StoreException {
    if (json.nextToken() != JsonToken.START_ARRAY || json.nextToken() != JsonToken.START_OBJECT) {
      throw new StoreException(StoreFailure.MALFORMED, "answer is not a list of entries");
    }
    byte[] bytes = null;
    long modifyIndex = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("Value")) {
        // An empty value is null.
        bytes = value == JsonToken.VALUE_NULL ? new byte[0] : json.getBinaryValue();
      } else if (field.equals("ModifyIndex")) {
        modifyIndex = json.getLongValue();
      } else {
        json.skipChildren();
      }
    }
    if (bytes == null || modifyIndex <= 0) {
      throw new StoreException(
          StoreFailure.MALFORMED, "answer has no entry with Value and ModifyIndex");
    }
    return new ConsulValue(bytes, modifyIndex, index);
  }
}
