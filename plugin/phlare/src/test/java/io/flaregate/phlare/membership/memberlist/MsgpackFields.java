package io.flaregate.phlare.membership.memberlist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Maps of the protocol, from and to the form that the vector file shows them in. */
final class MsgpackFields {
  private static final Set<String> BOOLS = Set.of("Join", "Nack");
  private static final Set<String> SIGNED = Set.of("Nodes", "UserStateLen", "UserMsgLen", "State");
  private static final Set<String> UNSIGNED =
      Set.of("Algo", "Port", "Incarnation", "SeqNo", "SourcePort");
  private static final Set<String> TEXTS = Set.of("Name", "Node", "From", "SourceNode", "Error");

  private MsgpackFields() {}

  /** The fields of a node as exchanges show it. */
  static JsonNode ofNode(JsonNode node) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.set("Addr_hex", node.required("addr_hex"));
    fields.set("Incarnation", node.required("incarnation"));
    fields.set("Meta_hex", node.required("meta_hex"));
    fields.set("Name", node.required("name"));
    fields.set("Port", node.required("port"));
    fields.set("State", node.required("state"));
    fields.set("Vsn", node.required("vsn"));
    return fields;
  }

  static byte[] write(JsonNode fields) {
    Map<String, JsonNode> sorted = byName(fields);
    GoMsgpack out = GoMsgpack.map(sorted.size());
    sorted.forEach(
        (name, value) -> {
          if (BOOLS.contains(name)) {
            out.bool(name, value.booleanValue());
          } else if (SIGNED.contains(name)) {
            out.signed(name, value.intValue());
          } else if (UNSIGNED.contains(name)) {
            out.unsigned(name, value.longValue());
          } else if (TEXTS.contains(name)) {
            out.text(name, value.textValue());
          } else {
            out.raw(name, raw(fields, name));
          }
        });
    return out.toBytes();
  }

  /** Names without the suffix that tells the form. */
  private static Map<String, JsonNode> byName(JsonNode fields) {
    Map<String, JsonNode> sorted = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      sorted.put(field.getKey().replaceAll("_.*", ""), field.getValue());
    }
    return sorted;
  }

  private static byte @Nullable [] raw(JsonNode fields, String name) {
    if (fields.has(name + "_hex")) {
      JsonNode hex = fields.required(name + "_hex");
      return hex.isNull() ? null : Vectors.hex(hex);
    }
    if (fields.has(name + "_repeat_byte")) {
      byte[] repeated = new byte[fields.required(name + "_len").intValue()];
      Arrays.fill(repeated, (byte) fields.required(name + "_repeat_byte").intValue());
      return repeated;
    }
    JsonNode value = fields.required(name);
    if (value.isArray()) {
      byte[] bytes = new byte[value.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) value.get(i).intValue();
      }
      return bytes;
    }
    return value.isNull() ? null : Base64.getDecoder().decode(value.textValue());
  }

  /** Reads a map, which must have these fields. */
  static void assertReads(String name, MsgpackReader in, JsonNode fields)
      throws MemberlistException {
    Map<String, JsonNode> sorted = byName(fields);
    assertThat(in.mapSize()).as(name).isEqualTo(sorted.size());
    for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
      String key = in.key();
      assertThat(key).as(name).isEqualTo(field.getKey());
      if (BOOLS.contains(key)) {
        assertThat(in.bool()).as(name).isEqualTo(field.getValue().booleanValue());
      } else if (SIGNED.contains(key) || UNSIGNED.contains(key)) {
        assertThat(in.integer()).as(name).isEqualTo(field.getValue().longValue());
      } else if (TEXTS.contains(key)) {
        assertThat(in.raw().text()).as(name).isEqualTo(field.getValue().textValue());
      } else {
        byte[] expected = raw(fields, key);
        assertThat(in.raw().copy()).as(name).isEqualTo(expected == null ? new byte[0] : expected);
      }
    }
  }
}
