package io.flaregate.phlare.push;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What the body of a failed Connect call says: {@code {"code":"invalid_argument","message":"…"}}.
 *
 * @param code Connect's word for the error; empty if the body is not that of a Connect error, which
 *     means that something other than a distributor answered
 * @param message what the other side says; the body itself if it is something else
 * @see <a href="https://connectrpc.com/docs/protocol/#error-end-stream">Connect's errors</a>
 */
record ConnectError(String code, String message) {
  private static final JsonFactory JSON = new JsonFactory();

  static ConnectError parse(byte[] body) {
    String code = "";
    String message = "";
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String key = json.currentName();
          JsonToken value = json.nextToken();
          if (value == JsonToken.VALUE_STRING && key.equals("code")) {
            code = json.getText();
          } else if (value == JsonToken.VALUE_STRING && key.equals("message")) {
            message = json.getText();
          } else {
            json.skipChildren();
          }
        }
      }
    } catch (IOException e) {
      code = "";
    }
    return code.isEmpty()
        ? new ConnectError("", new String(body, StandardCharsets.UTF_8))
        : new ConnectError(code, message);
  }
}
