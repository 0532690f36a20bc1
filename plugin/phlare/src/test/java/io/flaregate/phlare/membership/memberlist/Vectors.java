package io.flaregate.phlare.membership.memberlist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.TokenList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The vector file: the project's own copy, or, if the system property {@code flaregate.vectors}
 * names a folder, the one in it.
 */
final class Vectors {
  private static final String FILE = "memberlist.json";
  private static final JsonNode ALL = read();

  private Vectors() {}

  private static JsonNode read() {
    try (InputStream in = open()) {
      return new ObjectMapper().readTree(in).required("cases");
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  private static InputStream open() throws IOException {
    String folder = System.getProperty("flaregate.vectors", "");
    if (!folder.isBlank()) {
      return Files.newInputStream(Path.of(folder, FILE));
    }
    InputStream in = Vectors.class.getResourceAsStream("/vectors/" + FILE + ".gz");
    if (in == null) {
      throw new IOException("no copy of " + FILE);
    }
    return new GZIPInputStream(in);
  }

  /** All cases. */
  static List<JsonNode> all() {
    List<JsonNode> cases = new ArrayList<>();
    ALL.forEach(cases::add);
    return cases;
  }

  /** The cases of a kind. */
  static List<JsonNode> cases(String kind) {
    List<JsonNode> cases =
        all().stream().filter(one -> one.required("kind").textValue().equals(kind)).toList();
    if (cases.isEmpty()) {
      throw new AssertionError("no cases of kind " + kind);
    }
    return cases;
  }

  /** Bytes of a base64 field. */
  static byte[] bytes(JsonNode node, String name) {
    return Base64.getDecoder().decode(node.required(name).textValue());
  }

  static byte[] hex(JsonNode text) {
    return HexFormat.of().parseHex(text.textValue());
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** A decoded ring: its members, each under its key. */
  static List<Instance> ring(JsonNode ring) {
    List<Instance> members = new ArrayList<>();
    ring.forEach(one -> members.add(member(one)));
    return members;
  }

  static Instance member(JsonNode one) {
    JsonNode list = one.required("tokens");
    int[] tokens = new int[list.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = (int) list.get(i).longValue();
    }
    return new Instance(
        one.required("id").textValue(),
        one.required("addr").textValue(),
        one.required("zone").textValue(),
        InstanceState.parse(one.required("state").textValue()),
        one.required("heartbeat_unix_s").longValue(),
        one.required("registered_unix_s").longValue(),
        one.required("read_only").booleanValue(),
        one.required("read_only_updated_unix_s").longValue(),
        TokenList.of(tokens));
  }
}
