package io.flaregate.ring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * The vector files: the project's own copies, or, if the system property {@code flaregate.vectors}
 * names a folder, the files in it.
 */
public final class Vectors {
  /** Files that another folder may lack. */
  private static final Set<String> OPTIONAL = Set.of("go_isprint.json", "go_rand_table.json");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  /** The cases of a file; a file without any is an error. */
  public static List<JsonNode> cases(String file) {
    List<JsonNode> cases = new ArrayList<>();
    try (InputStream in = open(file)) {
      JSON.readTree(in).required("cases").forEach(cases::add);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
    if (cases.isEmpty()) {
      throw new AssertionError("no cases in " + file);
    }
    return cases;
  }

  /** Says how much of a file was checked. */
  public static void report(String file, int cases, String rest) {
    System.out.printf("vectors %s (%s): %d cases%s%n", file, source(file), cases, rest);
  }

  private static String source(String file) {
    return isElsewhere(file) ? folder().toString() : "own copy";
  }

  private static InputStream open(String file) throws IOException {
    if (isElsewhere(file)) {
      return Files.newInputStream(folder().resolve(file));
    }
    InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file + ".gz");
    if (in == null) {
      throw new IOException("no copy of " + file);
    }
    return new GZIPInputStream(in);
  }

  private static boolean isElsewhere(String file) {
    return !System.getProperty("flaregate.vectors", "").isBlank()
        && !(OPTIONAL.contains(file) && Files.notExists(folder().resolve(file)));
  }

  private static Path folder() {
    return Path.of(System.getProperty("flaregate.vectors", ""));
  }

  /** Bytes of a text field, which stands under NAME or, if it is not UTF-8, under NAME_hex. */
  public static byte[] bytes(JsonNode node, String name) {
    return node.has(name + "_hex")
        ? HexFormat.of().parseHex(node.get(name + "_hex").textValue())
        : node.required(name).textValue().getBytes(StandardCharsets.UTF_8);
  }

  /** A list of unsigned 32-bit numbers. */
  public static int[] tokens(JsonNode list) {
    int[] tokens = new int[list.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = token(list.get(i));
    }
    return tokens;
  }

  /** An unsigned 32-bit number. */
  public static int token(JsonNode number) {
    return Integer.parseUnsignedInt(number.asText());
  }

  /** A list of texts. */
  public static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  /** The members under {@code instances}; fields that a file leaves out are zero. */
  public static List<Instance> instances(JsonNode node) {
    List<Instance> instances = new ArrayList<>();
    for (JsonNode i : node.required("instances")) {
      instances.add(
          new Instance(
              i.required("id").textValue(),
              i.path("addr").asText(""),
              i.path("zone").asText(""),
              InstanceState.parse(i.required("state").textValue()),
              i.path("heartbeat_unix_s").asLong(),
              i.path("registered_unix_s").asLong(),
              i.path("read_only").asBoolean(),
              i.path("read_only_updated_unix_s").asLong(),
              TokenList.of(tokens(i.required("tokens")))));
    }
    return instances;
  }
}
