package io.flaregate.it.badinput;

import java.util.ArrayList;
import java.util.List;

/**
 * One request as it is sent, right or wrong.
 *
 * @param door where it goes in
 * @param method the method of HTTP
 * @param path the path with the query, or gRPC's method
 * @param contentType what it calls itself; gRPC's is not ours to choose
 * @param encoding how it says that its body is compressed; empty: it says nothing
 * @param headers further headers, name and value in turns
 * @param body its bytes, compressed already
 */
// Never compared; a copy of each of the large bodies would cost more than it is worth.
@SuppressWarnings("ArrayRecordComponent")
public record Shot(
    Door door,
    String method,
    String path,
    String contentType,
    String encoding,
    List<String> headers,
    byte[] body) {

  /** The tenant of requests that name none of their own. */
  public static final String TENANT = "bad";

  /** Copies the headers. */
  public Shot {
    headers = List.copyOf(headers);
  }

  /** A request as the door wants it, of the tenant {@value #TENANT}. */
  public static Shot of(Door door, byte[] body) {
    return new Shot(
        door, "POST", door.path(), door.contentType(), "", List.of("X-Scope-OrgID", TENANT), body);
  }

  /** The same, compressed in the way that is named. */
  public Shot encoded(String name, byte[] compressed) {
    return new Shot(door, method, path, contentType, name, headers, compressed);
  }

  /** The same, of another tenant; of none if there is no name, of several if there are more. */
  public Shot tenants(String... names) {
    List<String> pairs = new ArrayList<>();
    for (String name : names) {
      pairs.add("X-Scope-OrgID");
      pairs.add(name);
    }
    return new Shot(door, method, path, contentType, encoding, pairs, body);
  }

  /** The same with one more header. */
  public Shot with(String name, String value) {
    List<String> pairs = new ArrayList<>(headers);
    pairs.add(name);
    pairs.add(value);
    return new Shot(door, method, path, contentType, encoding, pairs, body);
  }

  /** The same to another place. */
  public Shot at(String otherPath) {
    return new Shot(door, method, otherPath, contentType, encoding, headers, body);
  }

  /** The same by another method. */
  public Shot by(String otherMethod) {
    return new Shot(door, otherMethod, path, contentType, encoding, headers, body);
  }

  /** The same, called something else. */
  public Shot as(String otherType) {
    return new Shot(door, method, path, otherType, encoding, headers, body);
  }
}
