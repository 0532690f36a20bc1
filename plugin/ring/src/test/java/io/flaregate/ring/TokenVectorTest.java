package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code token.json} and {@code go_isprint.json}. */
class TokenVectorTest {
  private static final Comparator<byte[][]> BY_NAME = (a, b) -> Arrays.compareUnsigned(a[0], b[0]);

  @Test
  void everyLabelSetGivesItsTextAndItsToken() {
    List<JsonNode> cases = Vectors.cases("token.json");
    for (JsonNode c : cases) {
      byte[] tenant = Vectors.bytes(c, "tenant");
      List<byte[][]> labels = labels(c);
      byte[] text =
          Token.labelBytes(labels.stream().flatMap(Arrays::stream).toArray(byte[][]::new));
      assertThat(text).as(c.toString()).isEqualTo(Vectors.bytes(c, "canonical"));
      assertThat(sliceToken(tenant, labels))
          .as(c.toString())
          .isEqualTo(Vectors.token(c.get("token")));
      if (!c.has("tenant_hex") && !c.has("labels_hex")) {
        stringsAgree(c, labels);
      }
    }
    Vectors.report("token.json", cases.size(), "");
  }

  private static void stringsAgree(JsonNode c, List<byte[][]> labels) {
    String[] texts =
        labels.stream()
            .flatMap(Arrays::stream)
            .map(b -> new String(b, StandardCharsets.UTF_8))
            .toArray(String[]::new);
    assertThat(Token.labelString(texts)).isEqualTo(c.get("canonical").textValue());
    assertThat(Token.of(c.get("tenant").textValue(), texts))
        .isEqualTo(Vectors.token(c.get("token")));
  }

  /** All bytes in one array, as a request holds them. */
  private static int sliceToken(byte[] tenant, List<byte[][]> labels) {
    TokenHasher hasher = new TokenHasher();
    hasher.start(TokenHasher.fnv1(TokenHasher.SEED, tenant, 0, tenant.length));
    for (byte[][] label : labels) {
      byte[] both = new byte[3 + label[0].length + 5 + label[1].length + 7];
      System.arraycopy(label[0], 0, both, 3, label[0].length);
      int valueOffset = 3 + label[0].length + 5;
      System.arraycopy(label[1], 0, both, valueOffset, label[1].length);
      Arrays.fill(both, valueOffset + label[1].length, both.length, (byte) 0x80);
      hasher.label(both, 3, label[0].length, both, valueOffset, label[1].length);
    }
    return hasher.token();
  }

  private static List<byte[][]> labels(JsonNode c) {
    List<byte[][]> labels = new ArrayList<>();
    for (JsonNode pair : c.has("labels_hex") ? c.get("labels_hex") : c.path("labels")) {
      labels.add(
          c.has("labels_hex")
              ? new byte[][] {hex(pair.get(0)), hex(pair.get(1))}
              : new byte[][] {utf8(pair.get(0)), utf8(pair.get(1))});
    }
    if (c.required("sort").booleanValue()) {
      labels.sort(BY_NAME);
    }
    if (c.required("enforced_order").booleanValue()) {
      byte[] name = "__order__".getBytes(StandardCharsets.UTF_8);
      labels.removeIf(label -> Arrays.equals(label[0], name));
      labels.add(new byte[][] {name, "enforced".getBytes(StandardCharsets.UTF_8)});
      labels.sort(BY_NAME);
    }
    return labels;
  }

  private static byte[] hex(JsonNode text) {
    return HexFormat.of().parseHex(text.textValue());
  }

  private static byte[] utf8(JsonNode text) {
    return text.textValue().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void everyCodePointIsQuotedIfAndOnlyIfGoDoes() {
    List<JsonNode> cases = Vectors.cases("go_isprint.json");
    boolean[] printable = new boolean[Character.MAX_CODE_POINT + 1];
    for (JsonNode range : cases) {
      Arrays.fill(printable, range.get(0).intValue(), range.get(1).intValue() + 1, true);
    }
    printable['"'] = false;
    printable['\\'] = false;
    for (int c = 0; c < printable.length; c++) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        byte[] utf8 = Character.toString(c).getBytes(StandardCharsets.UTF_8);
        int expected = printable[c] ? utf8.length : -utf8.length;
        if (GoQuote.plainLength(utf8, 0, utf8.length) != expected) {
          throw new AssertionError("U+" + Integer.toHexString(c));
        }
      }
    }
    Vectors.report("go_isprint.json", cases.size(), " (all code points)");
  }
}
