package io.flaregate.phlare.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.pprof.Folded;
import io.flaregate.spi.profiles.Profiles;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The formats {@code trie} and {@code tree} of /ingest, against maps of stacks. */
class IngestNodesTest {
  private static final int ROUNDS = 40;
  private static final String OCTETS = "application/octet-stream";
  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  /** A node of either format. */
  private static final class Node {
    final String name;
    final long value;
    final List<Node> children = new ArrayList<>();

    Node(String name, long value, Node... children) {
      this.name = name;
      this.value = value;
      this.children.addAll(Arrays.asList(children));
    }

    byte[] bytes() {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      write(out);
      return out.toByteArray();
    }

    private void write(ByteArrayOutputStream out) {
      byte[] text = name.getBytes(UTF_8);
      varint(out, text.length);
      out.writeBytes(text);
      varint(out, value);
      varint(out, children.size());
      children.forEach(child -> child.write(out));
    }

    /** What a stack that is the names from the root on, put together so, adds up to. */
    void addTo(Map<String, Long> sums, String path, String separator) {
      String stack = path + (path.isEmpty() || name.isEmpty() ? "" : separator) + name;
      if (value > 0) {
        // What ends with a semicolon ends with an empty frame, which is none.
        sums.merge(stack.replaceAll(";$", ""), value, Long::sum);
      }
      children.forEach(child -> child.addTo(sums, stack, separator));
    }
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static HttpResponse<String> send(String format, byte[] body) {
    return rig.send(
        "POST",
        "/ingest?name=shop.alloc_objects%7Benv%3Ddev%7D&format="
            + format
            + "&from=1700000000&until=1700000010",
        body,
        OCTETS);
  }

  private static Map<String, Long> stored() {
    Profiles series = rig.last();
    Map<String, Long> sums = new TreeMap<>();
    for (String line : Folded.of(series, 0, 0, 1 << 20).lines().toList()) {
      int space = line.lastIndexOf(' ');
      sums.merge(line.substring(0, space), Long.parseLong(line.substring(space + 1)), Long::sum);
    }
    return sums;
  }

  /** A trie that splits anywhere in a stack, as agents build it. */
  private static final Node TRIE =
      new Node(
          "",
          0,
          new Node(
              "main;",
              0,
              new Node("work", 5, new Node(";loop", 3), new Node("er;run", 0, new Node(";x", 2))),
              new Node("idle", 300)),
          new Node("other", 1));

  @Test
  void namesOfATrieArePutTogetherToStacks() {
    HttpResponse<String> response = send("trie", TRIE.bytes());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(stored())
        .isEqualTo(
            Map.of(
                "main;work", 5L,
                "main;work;loop", 3L,
                "main;worker;run;x", 2L,
                "main;idle", 300L,
                "other", 1L));
    assertThat(Rig.labels(rig.last(), 0))
        .containsEntry("__name__", "memory")
        .containsEntry("service_name", "shop")
        .containsEntry("env", "dev");
  }

  @Test
  void nodesOfATreeAreFrames() {
    Node tree =
        new Node(
            "",
            0,
            new Node("main", 1, new Node("a;b", 2, new Node("c", 4)), new Node("", 0)),
            new Node("other", 8));

    HttpResponse<String> response = send("tree", tree.bytes());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(stored())
        .as("a semicolon within a frame is escaped in folded stacks")
        .isEqualTo(Map.of("main", 1L, "main;a\\;b", 2L, "main;a\\;b;c", 4L, "other", 8L));
  }

  @Test
  void theContentTypeTellsTheFormatToo() {
    HttpResponse<String> response =
        rig.send(
            "POST", "/ingest?name=shop.alloc_objects", TRIE.bytes(), "binary/octet-stream+trie");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(stored()).containsEntry("main;idle", 300L);
    Node tree = new Node("", 0, new Node("f", 7));
    rig.send("POST", "/ingest?name=shop.alloc_objects", tree.bytes(), "binary/octet-stream+tree");
    assertThat(stored()).isEqualTo(Map.of("f", 7L));
  }

  @Test
  void samplesOfTimeAreMultipliedByThePeriod() {
    byte[] body = new Node("", 0, new Node("f", 7)).bytes();

    rig.send("POST", "/ingest?name=shop.cpu&format=tree&sampleRate=50", body, OCTETS);

    assertThat(Rig.totals(rig.last(), 0)).isEqualTo(Map.of("cpu:nanoseconds", 140_000_000L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"trie", "tree"})
  void randomNodesAreSummedAsAMapSumsThem(String format) {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = 900L + round;
      Random random = new Random(seed);
      Node root = random(random, 0, format.equals("trie") ? "x;" : "x");
      Map<String, Long> expected = new TreeMap<>();
      root.addTo(expected, "", format.equals("trie") ? "" : ";");

      HttpResponse<String> response = send(format, root.bytes());

      assertThat(response.statusCode()).as("seed %d: %s", seed, response.body()).isEqualTo(200);
      assertThat(stored()).as("seed %d", seed).isEqualTo(expected);
    }
  }

  /** Names end so that those of a trie never run into each other. */
  private static Node random(Random random, int depth, String ending) {
    String name = depth == 0 ? "" : (char) ('a' + random.nextInt(4)) + ending;
    boolean leaf = depth > 0 && (depth == 12 || random.nextInt(3) == 0);
    long value = leaf || random.nextBoolean() ? 1 + random.nextInt(1 << 20) : 0;
    Node node = new Node(name, depth == 0 ? 0 : value);
    for (int i = 0; !leaf && i <= random.nextInt(3); i++) {
      node.children.add(random(random, depth + 1, ending));
    }
    return node;
  }

  @ParameterizedTest
  @ValueSource(strings = {"trie", "tree"})
  void everyCutOfABodyIsRefusedWithTheReason(String format) {
    byte[] whole = TRIE.bytes();
    for (int length = 1; length < whole.length; length++) {
      HttpResponse<String> response = send(format, Arrays.copyOf(whole, length));

      assertThat(response.statusCode()).as("%d bytes: %s", length, response.body()).isEqualTo(400);
      assertThat(response.body()).contains("request is not a valid " + format + ": node ");
    }
    HttpResponse<String> longer = send(format, Arrays.copyOf(whole, whole.length + 2));
    assertThat(longer.statusCode()).isEqualTo(400);
    assertThat(longer.body()).contains("2 bytes follow the last node");
  }

  @ParameterizedTest
  @ValueSource(strings = {"trie", "tree"})
  void numbersThatCannotBeAreRefused(String format) {
    byte[] noEnd = new byte[12];
    Arrays.fill(noEnd, (byte) 0x80);
    assertThat(send(format, noEnd).body()).contains("its name is longer than 64 bits");
    assertThat(send(format, new byte[] {0, 0, 9, 0, 0, 0}).body())
        .contains("it has 9 children, but only 3 bytes follow");
    assertThat(send(format, new byte[] {9, 'a', 0}).body())
        .contains("its name is 9 bytes long, but 2 bytes follow");
    ByteArrayOutputStream large = new ByteArrayOutputStream();
    large.write(0);
    varint(large, -1);
    large.write(0);
    assertThat(send(format, large.toByteArray()).body())
        .contains("its value 18446744073709551615 is beyond 2^63 - 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"trie", "tree"})
  void aSmallBodyCannotStandForStacksWithoutEnd(String format) {
    HttpResponse<String> deep = send(format, chain(70_000, 0));
    assertThat(deep.statusCode()).isEqualTo(400);
    assertThat(deep.body()).contains("nodes are nested more than 65536 deep");

    HttpResponse<String> wide = send(format, chain(10_000, 1));
    assertThat(wide.statusCode()).isEqualTo(400);
    assertThat(wide.body()).contains("stacktraces have more than 16777216 frames together");
    rig.assertAlive();
  }

  /** Nodes below each other, each with this value. */
  private static byte[] chain(int nodes, int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < nodes; i++) {
      out.write(2);
      out.write('f');
      out.write(';');
      out.write(value);
      out.write(i < nodes - 1 ? 1 : 0);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"trie", "tree"})
  void randomBytesAreAnsweredAndHarmless(String format) {
    for (int round = 0; round < 10 * ROUNDS; round++) {
      Random random = new Random(round);
      byte[] body = new byte[1 + random.nextInt(40)];
      for (int i = 0; i < body.length; i++) {
        body[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(4));
      }

      assertThat(send(format, body).statusCode()).as("seed %d", round).isIn(200, 400);
    }
    rig.assertAlive();
  }
}
